/* A small benchmark: generates a text, counts its words in a hash table, sorts the counts, and multiplies matrices.
 * It does the same work every time; `--slow PART` makes one part slower without changing the checksum. */
#include <stdint.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>

#define WORDS 20000
#define BUCKETS 4096
#define SIZE 96

struct entry {
    char word[12];
    uint32_t count;
    struct entry *next;
};

static const char *slow = "";
static char text[WORDS * 12];
static struct entry entries[WORDS];
static struct entry *buckets[BUCKETS];
static struct entry *sorted[WORDS];
static double a[SIZE][SIZE], b[SIZE][SIZE], c[SIZE][SIZE];

static uint32_t random_state = 2463534242u;

static uint32_t next_random(void)
{
    random_state ^= random_state << 13;
    random_state ^= random_state >> 17;
    random_state ^= random_state << 5;
    return random_state;
}

static void make_text(void)
{
    char *at = text;
    for (int i = 0; i < WORDS; i++) {
        uint32_t word = next_random() % 3000;
        at += sprintf(at, "w%u ", word * word % 5003);
    }
}

__attribute__((noinline)) static uint32_t hash_word(const char *word, size_t length)
{
    int rounds = strcmp(slow, "hash") == 0 ? 6 : 1;
    uint32_t hash = 0;
    for (int round = 0; round < rounds; round++) {
        hash = 2166136261u;
        for (size_t i = 0; i < length; i++)
            hash = (hash ^ (unsigned char)word[i]) * 16777619u;
        __asm__ volatile("" : "+r"(hash));
    }
    return hash;
}

__attribute__((noinline)) static struct entry *find_word(const char *word, size_t length, int *used)
{
    struct entry **bucket = &buckets[hash_word(word, length) % BUCKETS];
    for (struct entry *e = *bucket; e; e = e->next)
        if (strncmp(e->word, word, length) == 0 && e->word[length] == 0)
            return e;
    struct entry *e = &entries[(*used)++];
    memcpy(e->word, word, length);
    e->word[length] = 0;
    e->count = 0;
    e->next = *bucket;
    return *bucket = e;
}

__attribute__((noinline)) static int count_words(void)
{
    int used = 0;
    memset(buckets, 0, sizeof buckets);
    for (const char *at = text; *at;) {
        size_t length = strcspn(at, " ");
        find_word(at, length, &used)->count++;
        at += length + 1;
    }
    return used;
}

static int by_count(const void *left, const void *right)
{
    const struct entry *l = *(struct entry *const *)left, *r = *(struct entry *const *)right;
    if (l->count != r->count)
        return l->count < r->count ? 1 : -1;
    return strcmp(l->word, r->word);
}

__attribute__((noinline)) static void sort_counts(int used)
{
    int times = strcmp(slow, "sort") == 0 ? 4 : 1;
    while (times-- > 0) {
        for (int i = 0; i < used; i++)
            sorted[i] = &entries[i];
        qsort(sorted, (size_t)used, sizeof sorted[0], by_count);
    }
}

__attribute__((noinline)) static double multiply(void)
{
    int times = strcmp(slow, "multiply") == 0 ? 3 : 1;
    while (times-- > 0) {
        memset(c, 0, sizeof c);
        for (int i = 0; i < SIZE; i++)
            for (int k = 0; k < SIZE; k++)
                for (int j = 0; j < SIZE; j++)
                    c[i][j] += a[i][k] * b[k][j];
    }
    return c[SIZE / 2][SIZE / 3];
}

int main(int argc, char **argv)
{
    int iterations = 2000;
    for (int i = 1; i < argc; i += 2) {
        if (i + 1 < argc && strcmp(argv[i], "--iterations") == 0 && atoi(argv[i + 1]) > 0) {
            iterations = atoi(argv[i + 1]);
        } else if (i + 1 < argc && strcmp(argv[i], "--slow") == 0
                   && (!strcmp(argv[i + 1], "hash") || !strcmp(argv[i + 1], "sort") || !strcmp(argv[i + 1], "multiply"))) {
            slow = argv[i + 1];
        } else {
            fprintf(stderr, "usage: %s [--iterations N] [--slow hash|sort|multiply]\n", argv[0]);
            return 2;
        }
    }

    make_text();
    for (int i = 0; i < SIZE; i++)
        for (int j = 0; j < SIZE; j++) {
            a[i][j] = next_random() % 100;
            b[i][j] = next_random() % 100;
        }

    uint64_t checksum = 0;
    for (int i = 0; i < iterations; i++) {
        int used = count_words();
        sort_counts(used);
        checksum = (checksum ^ sorted[i % used]->count ^ (uint64_t)multiply()) * 1099511628211u;
    }
    printf("%d rounds, checksum %016llx\n", iterations, (unsigned long long)checksum);
    return 0;
}
