#include <unistd.h>
#include <sys/wait.h>
static volatile unsigned long x; static void __attribute__((noinline)) spin(int n){for(int i=0;i<n*1000000;i++)x+=i;}
int main(){ if(fork()==0){spin(12);_exit(0);} spin(12); wait(0); return 0;}
