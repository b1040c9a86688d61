// A service that does nothing and stops when told to: the whole content of the image that the bench runs.
#include <signal.h>
#include <unistd.h>

static void stop(int number) {
    (void)number;
    _exit(0);
}

int main(void) {
    signal(SIGTERM, stop);
    for (;;) pause();
}
