// Both ends of the bench of ways in.
//
//     flow serve PORT                on every address, or on the socket that a service manager hands over
//     flow ask ADDRESS PORT ROUNDS   prints: µs for a connection with one byte each way, then MB/s of 4 MB to the client
#include <arpa/inet.h>
#include <netinet/tcp.h>
#include <signal.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>
#include <sys/socket.h>
#include <time.h>
#include <unistd.h>

enum { chunk = 1 << 17, chunks = 32 };
static char bytes[chunk];

static double now(void) {
    struct timespec t;
    clock_gettime(CLOCK_MONOTONIC, &t);
    return (double)t.tv_sec + (double)t.tv_nsec / 1e9;
}

static void fail(const char* what) {
    perror(what);
    exit(1);
}

static void send_all(int fd) {
    for (int i = 0; i < chunks; ++i)
        for (size_t sent = 0; sent < chunk;) {
            ssize_t more = write(fd, bytes + sent, chunk - sent);
            if (more <= 0) return;
            sent += (size_t)more;
        }
}

static void serve(int port) {
    int one = 1, fd = 3;
    if (!getenv("LISTEN_FDS")) {
        struct sockaddr_in address = {.sin_family = AF_INET, .sin_port = htons((unsigned short)port)};
        fd = socket(AF_INET, SOCK_STREAM, 0);
        setsockopt(fd, SOL_SOCKET, SO_REUSEADDR, &one, sizeof one);
        if (bind(fd, (struct sockaddr*)&address, sizeof address) || listen(fd, 128)) fail("flow");
    }
    for (;;) {
        int client = accept(fd, NULL, NULL);
        char command;
        if (client < 0) continue;
        if (read(client, &command, 1) == 1) {
            if (command == 'b') send_all(client);
            else if (write(client, "!", 1) != 1) perror("flow");
        }
        close(client);
    }
}

static int connected(const char* host, int port) {
    struct sockaddr_in address = {.sin_family = AF_INET, .sin_port = htons((unsigned short)port)};
    int one = 1, fd = socket(AF_INET, SOCK_STREAM, 0);
    inet_pton(AF_INET, host, &address.sin_addr);
    if (connect(fd, (struct sockaddr*)&address, sizeof address)) fail("connect");
    setsockopt(fd, IPPROTO_TCP, TCP_NODELAY, &one, sizeof one);
    return fd;
}

static void ask(const char* host, int port, int rounds) {
    char answer;
    double best = 1e9, began;
    for (int block = 0; block < 5; ++block) {
        began = now();
        for (int i = 0; i < rounds; ++i) {
            int fd = connected(host, port);
            if (write(fd, "p", 1) != 1 || read(fd, &answer, 1) != 1) fail("ask");
            close(fd);
        }
        double took = (now() - began) / rounds;
        if (took < best) best = took;
    }
    printf("%.1f ", best * 1e6);
    best = 0;
    for (int block = 0; block < 8; ++block) {
        int fd = connected(host, port);
        double total = 0;
        ssize_t more;
        began = now();
        if (write(fd, "b", 1) != 1) fail("ask");
        while ((more = read(fd, bytes, chunk)) > 0) total += (double)more;
        double rate = total / 1e6 / (now() - began);
        if (rate > best) best = rate;
        close(fd);
    }
    printf("%.1f\n", best);
}

int main(int argc, char** argv) {
    signal(SIGPIPE, SIG_IGN);
    if (argc == 3 && !strcmp(argv[1], "serve")) serve(atoi(argv[2]));
    if (argc == 5 && !strcmp(argv[1], "ask")) ask(argv[2], atoi(argv[3]), atoi(argv[4]));
    return argc == 5 ? 0 : 2;
}
