/* Um servidor de conversa, com comandos, um registro e recados, por um canal cifrado (TLS).
 *
 * Uma thread só: poll() diz em quais conexões há o que fazer, e nenhuma operação espera. Por isso
 * não há trancas, e quem não fala ou não lê não atrasa ninguém. */
#define _GNU_SOURCE
#include <arpa/inet.h>
#include <errno.h>
#include <fcntl.h>
#include <limits.h>
#include <locale.h>
#include <openssl/err.h>
#include <openssl/ssl.h>
#include <poll.h>
#include <signal.h>
#include <stdarg.h>
#include <stdbool.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>
#include <sys/socket.h>
#include <sys/stat.h>
#include <time.h>
#include <unistd.h>
#include <wchar.h>
#include <wctype.h>

enum {
    MAIOR_LINHA = 4096,       /* quem nunca termina a linha não pode encher a memória */
    MAIOR_FILA = 1024 * 1024, /* nem quem não lê: 1 MiB à espera, e a conexão cai */
    MAIOR_NOME = 16,          /* letras; cada uma tem até 4 bytes */
    MAIS_PESSOAS = 1000,
    FALAS = 20,
};

/* Uma conexão. Quem ainda não deu o nome tem nome[0] == '\0', e não está na sala. */
typedef struct {
    int fd;
    SSL *tls;           /* NULL: às claras */
    bool quer_escrever; /* o TLS não lê sem antes escrever */
    bool quer_ler;      /* nem escreve sem antes ler: o aperto de mãos é uma conversa */
    bool fim;           /* despede-se quando a fila esvaziar */
    bool caiu;
    char nome[4 * MAIOR_NOME + 1];
    char entrada[MAIOR_LINHA + 1]; /* o que chegou e ainda não é uma linha inteira; mais um \0 */
    size_t chegou;
    char *fila; /* o que falta enviar */
    size_t falta, cabe;
} Pessoa;

static Pessoa *pessoas[MAIS_PESSOAS];
static int quantas;
static bool modo_tabuada;
static int registro;
static char caminho[4096];

static void morre(const char *o_que) {
    perror(o_que);
    exit(1);
}

/* O que sempre tem de haver: sem memória não há o que fazer. */
static void *memoria(void *velha, size_t tamanho) {
    void *nova = realloc(velha, tamanho);
    if (nova == NULL) morre("memória");
    return nova;
}

/* Põe uma linha na fila da pessoa, sem nunca esperar pela rede. */
__attribute__((format(printf, 2, 3))) static void envia(Pessoa *p, const char *formato, ...) {
    /* Duas voltas: a primeira só mede. Assim nenhuma linha é longa demais para o buffer. */
    va_list valores;
    va_start(valores, formato);
    int tamanho = vsnprintf(NULL, 0, formato, valores);
    va_end(valores);
    if (p->falta + tamanho + 1 > MAIOR_FILA) {
        p->caiu = true;
        return;
    }
    if (p->falta + tamanho + 1 > p->cabe) {
        p->cabe = 2 * (p->falta + tamanho + 1);
        p->fila = memoria(p->fila, p->cabe);
    }
    va_start(valores, formato);
    vsprintf(p->fila + p->falta, formato, valores);
    va_end(valores);
    p->falta += tamanho;
    p->fila[p->falta++] = '\n'; /* no lugar do \0: pela rede vão linhas, não strings de C */
}

static bool na_sala(const Pessoa *p) { return p->nome[0] != '\0' && !p->caiu && !p->fim; }

static Pessoa *com_nome(const char *nome) {
    for (int i = 0; i < quantas; i++)
        if (na_sala(pessoas[i]) && strcmp(pessoas[i]->nome, nome) == 0) return pessoas[i];
    return NULL;
}

#define AOS_OUTROS(eu, ...)                                                       \
    for (int i_ = 0; i_ < quantas; i_++)                                          \
        if (pessoas[i_] != (eu) && na_sala(pessoas[i_])) envia(pessoas[i_], __VA_ARGS__)

static void anota(const char *nome, const char *texto) {
    char quando[32], *linha;
    time_t agora = time(NULL);
    strftime(quando, sizeof quando, "%F %T", localtime(&agora));
    int tamanho = asprintf(&linha, "%s [%s] %s\n", quando, nome, texto);
    if (tamanho < 0) return;
    /* write(), e não fprintf(): a fala está com o sistema, e sobrevive ao programa. */
    if (write(registro, linha, tamanho) != tamanho) perror("o registro falhou");
    free(linha);
}

static void fala(Pessoa *eu, const char *texto) {
    anota(eu->nome, texto); /* primeiro: o que alguém já leu tem de estar no registro */
    AOS_OUTROS(eu, "[%s] %s", eu->nome, texto);
}

/* Diz o texto com cada letra trocada. Uma letra pode ter vários bytes: toupper() só vê um. */
static void fala_trocado(Pessoa *eu, const char *texto, wint_t (*troca)(wint_t)) {
    wchar_t letras[MAIOR_LINHA + 1];
    char trocado[MB_LEN_MAX * MAIOR_LINHA + 1];
    mbstowcs(letras, texto, MAIOR_LINHA + 1);
    for (wchar_t *letra = letras; *letra; letra++) *letra = troca(*letra);
    wcstombs(trocado, letras, sizeof trocado);
    fala(eu, trocado);
}

static void upper(Pessoa *eu, char *texto) { fala_trocado(eu, texto, towupper); }
static void lower(Pessoa *eu, char *texto) { fala_trocado(eu, texto, towlower); }

static void msg(Pessoa *eu, char *pedido) {
    char *recado = pedido, *destino = strsep(&recado, " ");
    if (recado == NULL) {
        envia(eu, "! Diga para quem e o quê, assim: /msg ana oi");
        return;
    }
    Pessoa *outra = com_nome(destino);
    /* Um recado não vai para o registro: é só de quem manda e de quem recebe. */
    if (outra != NULL) envia(outra, "(%s) %s", eu->nome, recado);
    else envia(eu, "! Não há ninguém aqui com o nome %s.", destino);
}

/* O texto inteiro é um número? strtol() sozinha leria o 7 de "7 anões". */
static bool le_numero(const char *texto, long *n) {
    char *resto;
    errno = 0;
    *n = strtol(texto, &resto, 10);
    return errno == 0 && resto != texto && *resto == '\0' && labs(*n) <= 1000000000;
}

static void tabuada(Pessoa *eu, char *texto) {
    long n;
    if (!le_numero(texto, &n)) {
        envia(eu, "! Diga um número inteiro, assim: /tabuada 7");
        return;
    }
    for (long long k = 1; k <= 10; k++) envia(eu, "> %ld × %lld = %lld", n, k, n * k);
}

static void modo(Pessoa *eu, char *qual) {
    /* Aqui qualquer pessoa muda o modo da sala. Numa aula só quem ensina poderia. */
    if (strcmp(qual, "conversa") != 0 && strcmp(qual, "tabuada") != 0) {
        envia(eu, "! Diga /modo conversa ou /modo tabuada");
        return;
    }
    modo_tabuada = strcmp(qual, "tabuada") == 0;
    AOS_OUTROS(NULL, "* Agora o modo da sala é %s", qual);
}

static void historico(Pessoa *eu, char *texto) {
    (void)texto;
    FILE *arquivo = fopen(caminho, "r");
    if (arquivo == NULL) return;
    char *falas[FALAS] = {NULL}, *linha = NULL; /* um anel: a fala nova toma o lugar da mais antiga */
    size_t cabe = 0, n = 0;
    while (getline(&linha, &cabe, arquivo) > 0) {
        linha[strcspn(linha, "\n")] = '\0';
        if (*linha == '\0') continue;
        free(falas[n % FALAS]);
        falas[n++ % FALAS] = strdup(linha);
    }
    for (size_t i = 0; i < FALAS; i++) {
        char **vez = &falas[(n + i) % FALAS];
        if (*vez != NULL) envia(eu, "> %s", *vez);
        free(*vez);
    }
    free(linha);
    fclose(arquivo);
}

static void ajuda(Pessoa *eu, char *texto);
static void sair(Pessoa *eu, char *texto) { (void)texto, eu->fim = true; }

/* Um comando novo é uma linha aqui, e até /ajuda já o conhece. */
static const struct {
    const char *palavra;
    void (*faz)(Pessoa *eu, char *texto);
} COMANDOS[] = {
    {"upper", upper}, {"lower", lower},         {"msg", msg},     {"tabuada", tabuada},
    {"modo", modo},   {"historico", historico}, {"ajuda", ajuda}, {"sair", sair},
};
enum { QUANTOS_COMANDOS = sizeof COMANDOS / sizeof COMANDOS[0] };

static void ajuda(Pessoa *eu, char *texto) {
    (void)texto;
    for (int i = 0; i < QUANTOS_COMANDOS; i++) envia(eu, "> /%s", COMANDOS[i].palavra);
}

/* Decide o que uma linha é: um comando, uma pergunta ou uma fala. */
static void trata(Pessoa *eu, char *linha) {
    long n;
    if (linha[0] == '/') {
        char *texto = linha + 1, *palavra = strsep(&texto, " ");
        for (int i = 0; i < QUANTOS_COMANDOS; i++)
            if (strcmp(palavra, COMANDOS[i].palavra) == 0) {
                COMANDOS[i].faz(eu, texto ? texto : "");
                return;
            }
        envia(eu, "! Não conheço esse comando. Veja /ajuda");
    } else if (strcmp(linha, "sair") == 0) sair(eu, "");
    else if (modo_tabuada && le_numero(linha, &n)) tabuada(eu, linha);
    else if (linha[0] != '\0') fala(eu, linha);
}

static bool nome_vale(const char *nome) {
    wchar_t letras[MAIOR_LINHA + 1];
    size_t quantas_letras = mbstowcs(letras, nome, MAIOR_LINHA + 1);
    if (quantas_letras < 1 || quantas_letras > MAIOR_NOME) return false;
    for (wchar_t *letra = letras; *letra; letra++)
        if (!iswalnum(*letra)) return false; /* isalnum() veria um byte: metade de um "é" */
    return true;
}

static void entra(Pessoa *eu, const char *nome) {
    if (!nome_vale(nome) || com_nome(nome) != NULL) {
        envia(eu, "! Um nome tem de 1 a %d letras e algarismos, e ninguém mais o usa.", MAIOR_NOME);
        eu->fim = true;
        return;
    }
    char lista[MAIS_PESSOAS * sizeof eu->nome] = "", *fim = lista;
    int n = 0;
    for (int i = 0; i < quantas; i++)
        if (na_sala(pessoas[i])) fim += sprintf(fim, "%s%s", n++ ? ", " : "", pessoas[i]->nome);
    envia(eu, "* Na sala: %s (%d com você)", n ? lista : "ninguém mais", n + 1);
    AOS_OUTROS(eu, "* %s entrou", nome);
    strcpy(eu->nome, nome); /* cabe: nome_vale() contou as letras */
}

/* Só uma linha inteira pode ser conferida: um pedaço acabaria no meio de uma letra. */
static void recebe(Pessoa *eu, char *linha, size_t tamanho) {
    if (tamanho > 0 && linha[tamanho - 1] == '\r') tamanho--;
    linha[tamanho] = '\0';
    bool eh_texto = strlen(linha) == tamanho && mbstowcs(NULL, linha, 0) != (size_t)-1;
    if (eu->nome[0] == '\0') entra(eu, eh_texto ? linha : "");
    else if (eh_texto) trata(eu, linha);
    else envia(eu, "! Isso não é UTF-8. Diga de outro jeito.");
}

/* Tira do buffer as linhas inteiras. Um recv() pode trazer meia linha, ou três de uma vez. */
static void separa(Pessoa *eu) {
    char *linha = eu->entrada, *fim;
    size_t resto = eu->chegou;
    while (!eu->fim && (fim = memchr(linha, '\n', resto)) != NULL) {
        resto -= fim + 1 - linha;
        recebe(eu, linha, fim - linha);
        linha = fim + 1;
    }
    memmove(eu->entrada, linha, resto);
    eu->chegou = resto;
    if (resto == MAIOR_LINHA) eu->caiu = true;
}

/* O que recv() e SSL_read() devolveram: bytes, "agora não" (0) ou o fim. */
static size_t avancou(Pessoa *p, ssize_t n) {
    if (n > 0) return n;
    if (p->tls != NULL) {
        int porque = SSL_get_error(p->tls, n);
        ERR_clear_error(); /* a fila de erros do OpenSSL é de todas as conexões */
        p->quer_escrever = porque == SSL_ERROR_WANT_WRITE;
        if (porque == SSL_ERROR_WANT_READ || porque == SSL_ERROR_WANT_WRITE) return 0;
    } else if (n < 0 && (errno == EAGAIN || errno == EINTR)) return 0;
    p->caiu = true;
    return 0;
}

static void le(Pessoa *p) {
    size_t n;
    do {
        char *onde = p->entrada + p->chegou;
        size_t cabe = MAIOR_LINHA - p->chegou;
        /* O aperto de mãos do TLS acontece aqui mesmo, quando se lê pela primeira vez. */
        n = avancou(p, p->tls ? SSL_read(p->tls, onde, cabe) : recv(p->fd, onde, cabe, 0));
        p->quer_ler = false;
        p->chegou += n;
        separa(p);
    } while (n > 0 && !p->caiu && !p->fim && p->tls && SSL_pending(p->tls));
}

static void escreve(Pessoa *p) {
    size_t n = avancou(p, p->tls ? SSL_write(p->tls, p->fila, p->falta)
                                 : send(p->fd, p->fila, p->falta, 0));
    p->quer_ler = n == 0 && p->tls && SSL_want_read(p->tls);
    p->falta -= n;
    memmove(p->fila, p->fila + n, p->falta);
}

static void chega(int ouvinte, SSL_CTX *contexto) {
    struct sockaddr_in de;
    socklen_t tamanho = sizeof de;
    int fd = accept4(ouvinte, (struct sockaddr *)&de, &tamanho, SOCK_NONBLOCK);
    if (fd < 0) return; /* já foi embora: problema dela */
    if (quantas == MAIS_PESSOAS) {
        close(fd);
        return;
    }
    printf("Chegou alguém de %s:%d\n", inet_ntoa(de.sin_addr), ntohs(de.sin_port));
    Pessoa *p = memoria(NULL, sizeof *p);
    *p = (Pessoa){.fd = fd};
    if (contexto != NULL) {
        p->tls = SSL_new(contexto);
        SSL_set_fd(p->tls, fd);
        SSL_set_accept_state(p->tls);
    }
    pessoas[quantas++] = p;
    envia(p, "Boas-vindas à sala! Esta conversa fica registrada. Qual é o seu nome?");
}

/* Fecha as conexões que acabaram; só aqui alguém sai da lista. */
static void limpa(void) {
    for (int i = quantas - 1; i >= 0; i--) {
        Pessoa *p = pessoas[i];
        if (!p->caiu && !(p->fim && p->falta == 0)) continue;
        pessoas[i] = pessoas[--quantas];
        if (p->nome[0] != '\0') AOS_OUTROS(p, "* %s saiu", p->nome);
        if (p->tls != NULL) {
            if (!p->caiu) SSL_shutdown(p->tls); /* prova que ninguém cortou o fim */
            SSL_free(p->tls);
        }
        close(p->fd);
        free(p->fila);
        free(p);
    }
}

static void abre_registro(void) {
    const char *pasta = getenv("DATA") ? getenv("DATA") : "dados";
    mkdir(pasta, 0755); /* se já existe, melhor ainda */
    snprintf(caminho, sizeof caminho, "%s/registro.txt", pasta);
    registro = open(caminho, O_WRONLY | O_APPEND | O_CREAT, 0644);
    if (registro < 0) morre(caminho);
    /* Se o programa morreu no meio de uma linha, ela ficou sem fim. */
    if (write(registro, "\n", 1) != 1) morre(caminho);
}

static int escuta(int porta) {
    int ouvinte = socket(AF_INET, SOCK_STREAM | SOCK_NONBLOCK, 0), sim = 1;
    /* Sem isto, a porta fica ocupada por um minuto depois que o programa acaba. */
    setsockopt(ouvinte, SOL_SOCKET, SO_REUSEADDR, &sim, sizeof sim);
    /* 127.0.0.1 é este computador mesmo: só programas daqui conseguem se conectar. */
    struct sockaddr_in aqui = {
        .sin_family = AF_INET, .sin_port = htons(porta), .sin_addr.s_addr = htonl(INADDR_LOOPBACK)};
    if (bind(ouvinte, (struct sockaddr *)&aqui, sizeof aqui) < 0) morre("bind");
    if (listen(ouvinte, SOMAXCONN) < 0) morre("listen");
    return ouvinte;
}

static SSL_CTX *cifra(void) {
    const char *certificado = getenv("CERT"), *chave = getenv("KEY");
    if (certificado == NULL || chave == NULL) return NULL; /* às claras */
    SSL_CTX *contexto = SSL_CTX_new(TLS_server_method());
    /* A fila muda de lugar na memória entre uma tentativa de escrever e a próxima. */
    SSL_CTX_set_mode(contexto, SSL_MODE_ENABLE_PARTIAL_WRITE | SSL_MODE_ACCEPT_MOVING_WRITE_BUFFER);
    if (SSL_CTX_use_certificate_chain_file(contexto, certificado) != 1 ||
        SSL_CTX_use_PrivateKey_file(contexto, chave, SSL_FILETYPE_PEM) != 1) {
        ERR_print_errors_fp(stderr);
        exit(1);
    }
    return contexto;
}

int main(void) {
    setlocale(LC_ALL, "C.UTF-8"); /* para que mbstowcs() e iswalnum() conheçam acentos */
    setvbuf(stdout, NULL, _IOLBF, 0); /* cada linha aparece logo, também fora de um terminal */
    signal(SIGPIPE, SIG_IGN); /* escrever a quem já se foi é um erro, não o fim do programa */

    int porta = getenv("PORT") ? atoi(getenv("PORT")) : 7777;
    abre_registro();
    SSL_CTX *contexto = cifra();
    int ouvinte = escuta(porta);
    printf("Escutando em 127.0.0.1:%d\n", porta);

    for (;;) {
        static struct pollfd olhar[MAIS_PESSOAS + 1];
        olhar[0] = (struct pollfd){ouvinte, POLLIN, 0};
        int n = quantas;
        for (int i = 0; i < n; i++) {
            bool escrever = (pessoas[i]->falta > 0 && !pessoas[i]->quer_ler) || pessoas[i]->quer_escrever;
            /* De quem já se despede nada mais se lê. */
            short o_que = (pessoas[i]->fim ? 0 : POLLIN) | (escrever ? POLLOUT : 0);
            olhar[i + 1] = (struct pollfd){pessoas[i]->fd, o_que, 0};
        }
        if (poll(olhar, n + 1, -1) < 0 && errno != EINTR) morre("poll");
        for (int i = 0; i < n; i++) {
            if (olhar[i + 1].revents & (POLLIN | POLLERR | POLLHUP)) le(pessoas[i]);
            if (olhar[i + 1].revents & POLLOUT && pessoas[i]->falta > 0) escreve(pessoas[i]);
        }
        if (olhar[0].revents & POLLIN) chega(ouvinte, contexto);
        limpa();
    }
}
