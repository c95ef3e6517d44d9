/* A chat server with the usual mistakes of a first one in C: short lines, one byte a letter. */
#include <arpa/inet.h>
#include <ctype.h>
#include <pthread.h>
#include <signal.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>
#include <sys/socket.h>
#include <unistd.h>

enum { MOST = 100 };

static struct {
    int fd;
    char name[32];
} people[MOST];
static pthread_mutex_t lock = PTHREAD_MUTEX_INITIALIZER;

static void tell(int but, const char *line) {
    for (int i = 0; i < MOST; i++)
        if (people[i].name[0] && people[i].fd != but) send(people[i].fd, line, strlen(line), 0);
}

static void *serve(void *argument) {
    int fd = (int)(long)argument, at = 0;
    char name[64] = "", text[256], line[512] = "";
    send(fd, "Your name?\n", 11, 0);
    FILE *in = fdopen(fd, "r");
    int good = fgets(name, sizeof name, in) != NULL;
    name[strcspn(name, "\r\n")] = '\0';
    for (char *c = name; *c; c++) good = good && isalnum((unsigned char)*c);
    if (!good || strlen(name) < 1 || strlen(name) > 16) {
        fclose(in);
        return NULL;
    }
    pthread_mutex_lock(&lock);
    char list[512] = "* here:";
    for (int i = 0; i < MOST; i++)
        if (people[i].name[0]) strcat(strcat(list, " "), people[i].name);
    strcat(list, "\n");
    send(fd, list, strlen(list), 0);
    snprintf(line, sizeof line, "* %s came\n", name);
    tell(fd, line);
    while (people[at].name[0]) at++;
    people[at].fd = fd;
    strcpy(people[at].name, name);
    pthread_mutex_unlock(&lock);

    while (fgets(text, sizeof text, in) != NULL) {
        text[strcspn(text, "\r\n")] = '\0';
        pthread_mutex_lock(&lock);
        memset(line, 0, sizeof line);
        snprintf(line, sizeof line, "[%s] %s\n", name, text);
        tell(fd, line);
        pthread_mutex_unlock(&lock);
    }

    pthread_mutex_lock(&lock);
    people[at].name[0] = '\0';
    snprintf(line, sizeof line, "* %s left\n", name);
    tell(fd, line);
    pthread_mutex_unlock(&lock);
    fclose(in);
    return NULL;
}

int main(void) {
    signal(SIGPIPE, SIG_IGN);
    int listener = socket(AF_INET, SOCK_STREAM, 0), on = 1;
    setsockopt(listener, SOL_SOCKET, SO_REUSEADDR, &on, sizeof on);
    struct sockaddr_in here = {.sin_family = AF_INET,
                               .sin_port = htons(atoi(getenv("PORT"))),
                               .sin_addr.s_addr = htonl(INADDR_LOOPBACK)};
    if (bind(listener, (struct sockaddr *)&here, sizeof here) < 0 || listen(listener, 64) < 0) {
        perror("listen");
        return 1;
    }
    for (;;) {
        pthread_t thread;
        int fd = accept(listener, NULL, NULL);
        pthread_create(&thread, NULL, serve, (void *)(long)fd);
        pthread_detach(thread);
    }
}
