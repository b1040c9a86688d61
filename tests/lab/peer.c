// A program for the tests of ways in, and all of its image. It tells who is connected:
//
//     peer serve PORT        on every address, TCP (as HTTP) and UDP; or on the sockets that a service manager hands over
//     peer ask ADDRESS PORT  connects and prints the answer; "refused" or "no answer" when there is none
//     peer environment NAME…  prints those variables
//     proxy …                nothing, with success: what a reverse proxy's image has to answer to
//     peer sleep             does nothing, so that others can be run beside it
#include <arpa/inet.h>
#include <errno.h>
#include <poll.h>
#include <signal.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>
#include <sys/socket.h>
#include <unistd.h>

static const char* text_of(struct sockaddr_storage* peer, char* text, size_t size) {
    if (peer->ss_family == AF_INET) return inet_ntop(AF_INET, &((struct sockaddr_in*)peer)->sin_addr, text, (socklen_t)size);
    if (peer->ss_family != AF_INET6) return "?";
    inet_ntop(AF_INET6, &((struct sockaddr_in6*)peer)->sin6_addr, text, (socklen_t)size);
    return strncmp(text, "::ffff:", 7) ? text : text + 7;
}

static int opened(int type, int port) {
    struct sockaddr_in address = {.sin_family = AF_INET, .sin_port = htons((unsigned short)port)};
    int one = 1, fd = socket(AF_INET, type, 0);
    setsockopt(fd, SOL_SOCKET, SO_REUSEADDR, &one, sizeof one);
    if (bind(fd, (struct sockaddr*)&address, sizeof address) || (type == SOCK_STREAM && listen(fd, 64))) perror("peer"), exit(1);
    return fd;
}

static void answer_stream(int listener) {
    struct sockaddr_storage peer;
    socklen_t size = sizeof peer;
    char request[4096], address[64], text[256];
    int client = accept(listener, (struct sockaddr*)&peer, &size);
    if (client < 0) return;
    const char* who = text_of(&peer, address, sizeof address);
    if (read(client, request, sizeof request) > 0) {
        int length = snprintf(text, sizeof text, "HTTP/1.0 200 OK\r\nContent-Length: %zu\r\n\r\n%s\n", strlen(who) + 1, who);
        if (write(client, text, (size_t)length) < 0) perror("peer");
    }
    shutdown(client, SHUT_WR);
    close(client);
}

static void answer_datagram(int fd) {
    struct sockaddr_storage peer;
    socklen_t size = sizeof peer;
    char request[4096], address[64];
    if (recvfrom(fd, request, sizeof request, 0, (struct sockaddr*)&peer, &size) < 0) return;
    const char* who = text_of(&peer, address, sizeof address);
    sendto(fd, who, strlen(who), 0, (struct sockaddr*)&peer, size);
}

static void serve(int port) {
    struct pollfd fds[8];
    int count = 0;
    const char* handed = getenv("LISTEN_FDS");
    for (int i = 0; handed && i < atoi(handed) && count < 6; ++i) fds[count++] = (struct pollfd){.fd = 3 + i, .events = POLLIN};
    if (!count) {
        fds[count++] = (struct pollfd){.fd = opened(SOCK_STREAM, port), .events = POLLIN};
        fds[count++] = (struct pollfd){.fd = opened(SOCK_DGRAM, port), .events = POLLIN};
    }
    for (;;) {
        poll(fds, (nfds_t)count, -1);
        for (int i = 0; i < count; ++i) {
            int type = 0;
            socklen_t size = sizeof type;
            if (!(fds[i].revents & POLLIN)) continue;
            getsockopt(fds[i].fd, SOL_SOCKET, SO_TYPE, &type, &size);
            type == SOCK_STREAM ? answer_stream(fds[i].fd) : answer_datagram(fds[i].fd);
        }
    }
}

static int ask(const char* host, int port) {
    struct sockaddr_in address = {.sin_family = AF_INET, .sin_port = htons((unsigned short)port)};
    struct timeval patience = {.tv_sec = 3};
    char text[1024];
    int fd = socket(AF_INET, SOCK_STREAM, 0);
    inet_pton(AF_INET, host, &address.sin_addr);
    setsockopt(fd, SOL_SOCKET, SO_SNDTIMEO, &patience, sizeof patience);
    setsockopt(fd, SOL_SOCKET, SO_RCVTIMEO, &patience, sizeof patience);
    ssize_t size = -1;
    if (!connect(fd, (struct sockaddr*)&address, sizeof address) && write(fd, "GET / HTTP/1.0\r\n\r\n", 18) == 18)
        size = read(fd, text, sizeof text - 1);
    if (size <= 0) return puts(size == 0 || errno == ECONNREFUSED || errno == ECONNRESET ? "refused" : "no answer"), 1;
    text[size] = 0;
    const char* body = strstr(text, "\r\n\r\n");
    return printf("%s", body ? body + 4 : text), 0;
}

static void end(int number) { (void)number, _exit(0); }

int main(int argc, char** argv) {
    if (strstr(argv[0], "/proxy")) return 0;
    signal(SIGTERM, end);
    signal(SIGPIPE, SIG_IGN);
    if (argc == 3 && !strcmp(argv[1], "serve")) serve(atoi(argv[2]));
    if (argc == 4 && !strcmp(argv[1], "ask")) return ask(argv[2], atoi(argv[3]));
    if (argc > 1 && !strcmp(argv[1], "environment")) {
        for (int i = 2; i < argc; ++i) printf("%s=%s\n", argv[i], getenv(argv[i]) ? getenv(argv[i]) : "");
        return 0;
    }
    for (;;) pause();
}
