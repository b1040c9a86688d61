// The program of the services that the crash tests run: one static file, and all of its image.
//
//     app            runs as /app.conf says and logs to /state which version it is, by its file, its environment and its secret
//     app healthy    its HealthCmd=: 0 once it is ready
//     sh -c WORDS    the same; Podman runs health commands by a shell
//
// Keys of /app.conf, or of the file that CONF names: version=TEXT; ready=MS (healthy that long after its start); sick=TEXT (never healthy, for that reason);
// die=CODE (ends at once); flap=MS (ends with 1 after that time); port=N (answers HTTP; 503 when not healthy).
#include <arpa/inet.h>
#include <errno.h>
#include <fcntl.h>
#include <poll.h>
#include <signal.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>
#include <sys/socket.h>
#include <time.h>
#include <unistd.h>

static char version[64], sick[64];
static long ready, die, flap, port;
static volatile sig_atomic_t stopped, reloaded;

static long now_ms(void) {
    struct timespec t;
    clock_gettime(CLOCK_BOOTTIME, &t);
    return t.tv_sec * 1000 + t.tv_nsec / 1000000;
}

static void read_conf(void) {
    char line[256];
    const char* path = getenv("CONF");
    FILE* conf = fopen(path ? path : "/app.conf", "r");
    version[0] = sick[0] = 0;
    ready = flap = port = 0;
    die = -1;
    if (!conf) return;
    while (fgets(line, sizeof line, conf)) {
        line[strcspn(line, "\n")] = 0;
        char* value = strchr(line, '=');
        if (!value) continue;
        *value++ = 0;
        if (!strcmp(line, "version")) snprintf(version, sizeof version, "%s", value);
        if (!strcmp(line, "sick")) snprintf(sick, sizeof sick, "%s", value);
        if (!strcmp(line, "ready")) ready = atol(value);
        if (!strcmp(line, "die")) die = atol(value);
        if (!strcmp(line, "flap")) flap = atol(value);
        if (!strcmp(line, "port")) port = atol(value);
    }
    fclose(conf);
}

// One line in /state/log, which tells what this run is, and the same as the whole of /state/now.
static void tell(const char* what) {
    char line[512];
    const char* env = getenv("VERSION");
    const char* secret = getenv("TOKEN");
    int length = snprintf(line, sizeof line, "%s file=%s env=%s secret=%s at=%ld\n", what, version, env ? env : "", secret ? secret : "",
                          now_ms());
    if (write(1, line, length) < 0) stopped = 1;
    int log = open("/state/log", O_WRONLY | O_CREAT | O_APPEND, 0644);
    if (log >= 0 && write(log, line, length) == length) close(log);
    int now = open("/state/now.new", O_WRONLY | O_CREAT | O_TRUNC, 0644);
    if (now >= 0 && write(now, line, length) == length) close(now);
    rename("/state/now.new", "/state/now");
}

static long started_at(void) {
    FILE* file = fopen("/run/started", "r");
    long at = 0;
    if (!file || fscanf(file, "%ld", &at) != 1) at = 0;
    if (file) fclose(file);
    return at;
}

static int healthy(void) {
    read_conf();
    long up = now_ms() - started_at();
    if (sick[0]) return printf("not healthy: %s\n", sick), 1;
    if (!started_at() || up < ready) return printf("not ready: %ld of %ld ms\n", up, ready), 1;
    return printf("healthy: version %s\n", version), 0;
}

static void on_stop(int number) { (void)number, stopped = 1; }
static void on_reload(int number) { (void)number, reloaded = 1; }

static int listener(void) {
    struct sockaddr_in address = {.sin_family = AF_INET, .sin_port = htons((unsigned short)port)};
    int one = 1, fd = socket(AF_INET, SOCK_STREAM, 0);
    setsockopt(fd, SOL_SOCKET, SO_REUSEADDR, &one, sizeof one);
    if (bind(fd, (struct sockaddr*)&address, sizeof address) < 0 || listen(fd, 16) < 0) return perror("port"), -1;
    return fd;
}

static void answer(int fd) {
    char text[512], request[1024];
    int client = accept(fd, NULL, NULL), bad = healthy();
    if (client < 0) return;
    if (read(client, request, sizeof request) > 0) {
        int body = (int)strlen(version) + 1;
        int length = snprintf(text, sizeof text, "HTTP/1.0 %s\r\nContent-Length: %d\r\n\r\n%s\n", bad ? "503 Not yet" : "200 OK", body,
                              version);
        if (write(client, text, length) != length) perror("answer");
    }
    shutdown(client, SHUT_WR);
    close(client);
}

static int run(void) {
    struct sigaction stop = {.sa_handler = on_stop}, reload = {.sa_handler = on_reload};
    sigaction(SIGTERM, &stop, NULL);
    sigaction(SIGINT, &stop, NULL);
    sigaction(SIGHUP, &reload, NULL);
    signal(SIGPIPE, SIG_IGN);
    read_conf();
    long began = now_ms();
    FILE* file = fopen("/run/started", "w");
    if (file) fprintf(file, "%ld\n", began), fclose(file);
    tell("start");
    if (die >= 0) return printf("dying with %ld, as told\n", die), (int)die;
    int fd = port ? listener() : -1;
    while (!stopped) {
        struct pollfd wait = {.fd = fd, .events = POLLIN};
        int seen = poll(&wait, 1, flap ? 20 : 60000);
        if (seen > 0) answer(fd);
        if (reloaded) reloaded = 0, read_conf(), tell("reload");
        if (flap && now_ms() - began > flap) return printf("giving up after %ld ms\n", flap), 1;
    }
    return 0;
}

int main(int argc, char** argv) {
    setvbuf(stdout, NULL, _IONBF, 0);
    for (int i = 1; i < argc; ++i)
        if (strstr(argv[i], "healthy")) return healthy();
    return run();
}
