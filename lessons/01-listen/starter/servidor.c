/* Um servidor que escuta numa porta. */
#include <arpa/inet.h>
#include <netinet/in.h>
#include <signal.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>
#include <sys/socket.h>
#include <unistd.h>

static void morre(const char *o_que) {
    perror(o_que);
    exit(1);
}

int main(void) {
    setvbuf(stdout, NULL, _IOLBF, 0); /* cada linha aparece logo, também fora de um terminal */
    signal(SIGPIPE, SIG_IGN); /* escrever a quem já se foi é um erro, não o fim do programa */

    int porta = getenv("PORT") ? atoi(getenv("PORT")) : 7777;

    int servidor = socket(AF_INET, SOCK_STREAM, 0), sim = 1;
    /* Sem isto, a porta fica ocupada por um minuto depois que o programa acaba. */
    setsockopt(servidor, SOL_SOCKET, SO_REUSEADDR, &sim, sizeof sim);
    /* 127.0.0.1 é este computador mesmo: só programas daqui conseguem se conectar. */
    struct sockaddr_in aqui = {
        .sin_family = AF_INET, .sin_port = htons(porta), .sin_addr.s_addr = htonl(INADDR_LOOPBACK)};
    if (bind(servidor, (struct sockaddr *)&aqui, sizeof aqui) < 0) morre("bind");
    if (listen(servidor, SOMAXCONN) < 0) morre("listen");
    printf("Escutando em 127.0.0.1:%d\n", porta);

    for (;;) {
        /* accept() espera alguém chegar e devolve uma conexão só com essa pessoa. */
        struct sockaddr_in de;
        socklen_t tamanho = sizeof de;
        int conexao = accept(servidor, (struct sockaddr *)&de, &tamanho);
        if (conexao < 0) morre("accept");

        /* Lição 1: mande uma saudação a quem chegou: send(conexao, texto, strlen(texto), 0).
         * E mostre com printf() de onde a pessoa vem: inet_ntoa(de.sin_addr) é o IP, e
         * ntohs(de.sin_port) é a porta. */

        /* recv() espera os bytes da pessoa. Quando não vem mais nada, devolve 0. */
        char balde[4096];
        while (recv(conexao, balde, sizeof balde, 0) > 0) {
        }
        close(conexao);
    }
}
