"""Um servidor de conversa, com comandos, um registro e recados, por um canal cifrado (TLS)."""
import collections
import json
import os
import select
import socket
import ssl
import threading
import time
import unicodedata

porta = int(os.environ.get("PORT", "7777"))

# O certificado diz quem somos, e a chave prova. Quem tem a chave pode se passar por nós: ela
# não sai deste computador. Para fazer um par para experimentar:
#   openssl req -x509 -newkey rsa:2048 -nodes -keyout key.pem -out cert.pem -subj /CN=localhost
# Sem certificado a conversa vai às claras: o mesmo programa serve para as outras lições.
contexto = None
if "CERT" in os.environ:
    contexto = ssl.SSLContext(ssl.PROTOCOL_TLS_SERVER)
    contexto.minimum_version = ssl.TLSVersion.TLSv1_2
    contexto.load_cert_chain(os.environ["CERT"], os.environ["KEY"])

# Quem manda letras sem nunca terminar a linha não pode encher a nossa memória.
MAIOR_LINHA = 4096
# Quem não lê não pode fazer a nossa fila crescer sem fim: 1 MiB à espera, e a conexão cai.
MAIOR_FILA = 1024 * 1024

# Quem está na sala: nome -> Pessoa. Quem ainda não deu o nome não está aqui.
pessoas = {}
# Todas as threads usam o mesmo dicionário. Só mexe nele quem tem a tranca na mão.
tranca = threading.Lock()
# O que a sala faz com o que se diz: "conversa", ou "tabuada" (um número é uma pergunta).
modo = "conversa"

# O registro fica numa pasta: uma linha em JSON para cada fala, sempre no fim do arquivo ("a").
# Está às claras: quem abrir o arquivo lê a conversa. Para guardá-la em segredo seria preciso
# cifrar cada linha, e a biblioteca padrão do Python não traz uma cifra para isso.
pasta = os.environ.get("DATA", "dados")
os.makedirs(pasta, exist_ok=True)
caminho = os.path.join(pasta, "registro.jsonl")
registro = open(caminho, "a", encoding="utf-8")
# Se o programa morreu no meio de uma linha, ela ficou sem fim. Assim a próxima não gruda nela.
registro.write("\n")
# Aceso quando há falas que ainda não estão no disco.
ha_novidade = threading.Event()


class CanalCifrado:
    """Uma conexão por TLS: recv(), sendall(), shutdown() e close() como numa comum.

    Uma thread lê e outra escreve, mas o TLS de uma conexão só aguenta uma thread de cada vez.
    Por isso há uma tranca, e com ela na mão ninguém espera pela rede: espera-se sem ela.
    """

    def __init__(self, conexao):
        # O aperto de mãos: os dois lados combinam uma chave. Tem 10 segundos para acontecer.
        conexao.settimeout(10)
        self.tls = contexto.wrap_socket(conexao, server_side=True)
        self.tls.setblocking(False)  # daqui em diante: em vez de esperar, um erro
        self.tranca = threading.Lock()

    def tentar(self, operacao, dado):
        """Repete a operação até que ela não precise mais esperar."""
        while True:
            try:
                with self.tranca:
                    return operacao(dado)
            except ssl.SSLWantReadError:
                select.select([self.tls], [], [])  # dorme até que haja o que ler
            except ssl.SSLWantWriteError:
                select.select([], [self.tls], [])  # dorme até que haja lugar para escrever

    def recv(self, tamanho):
        return self.tentar(self.tls.recv, tamanho)

    def sendall(self, dados):
        dados = memoryview(dados)  # para cortar sem copiar
        while dados:
            enviados = self.tentar(self.tls.send, dados)
            dados = dados[enviados:]

    def shutdown(self, como):
        with self.tranca:
            try:
                self.tls.unwrap()  # a despedida do TLS: prova que ninguém cortou o fim
            except (OSError, ValueError):
                pass  # não esperamos pela despedida do outro lado
        # O shutdown() do SSLSocket voltaria a falar às claras; o do socket comum só desliga.
        socket.socket.shutdown(self.tls, como)

    def close(self):
        self.tls.close()


class Pessoa:
    """Uma conexão, com a fila do que falta enviar e uma thread que esvazia a fila.

    sendall() espera enquanto o outro lado não lê. Por isso só essa thread o chama, e quem não
    lê faz esperar a si mesmo, e a mais ninguém.
    """

    def __init__(self, conexao):
        self.conexao = conexao
        self.fila = bytearray()
        self.fim = False
        # Uma tranca que também sabe acordar quem espera que a fila mude.
        self.mudou = threading.Condition()
        self.escritora = threading.Thread(target=self.escrever, daemon=True)
        self.escritora.start()

    def enviar(self, linha):
        """Põe a linha na fila e volta logo: nunca espera pela rede."""
        with self.mudou:
            if self.fim:
                return
            self.fila += linha.encode()
            self.mudou.notify()
            cheia = len(self.fila) > MAIOR_FILA
        if cheia:
            self.desligar()

    def escrever(self):
        """O trabalho da thread escritora."""
        while True:
            with self.mudou:
                while not self.fila and not self.fim:
                    self.mudou.wait()
                if not self.fila:  # acabou, e não falta nada
                    return
                dados, self.fila = self.fila, bytearray()
            # Fora do `with`: enquanto sendall() espera, enviar() não pode esperar junto.
            try:
                self.conexao.sendall(dados)
            except OSError:
                self.desligar()

    def encerrar(self):
        """Envia o que falta, mas não espera mais de 3 segundos por isso."""
        with self.mudou:
            self.fim = True
            self.mudou.notify()
        self.escritora.join(3)
        self.desligar()
        self.escritora.join()

    def desligar(self):
        """Corta a conexão já. Quem esperava nela, em recv() ou sendall(), acorda."""
        with self.mudou:
            self.fim = True
            self.fila.clear()
            self.mudou.notify()
        try:
            self.conexao.shutdown(socket.SHUT_RDWR)
        except OSError:
            pass  # já tinha caído


def nome_valido(nome):
    """De 1 a 16 letras e algarismos, e nada mais. José e Conceição também servem."""
    return nome.isalnum() and len(nome) <= 16


def ler_linhas(pessoa):
    """Entrega as linhas da pessoa, uma a uma, como uma lista que cresce: para usar num `for`.

    A rede entrega bytes, não linhas. Um recv() pode trazer meia linha, ou três de uma vez.
    """
    resto = b""  # os bytes que chegaram e ainda não são uma linha inteira
    while True:
        pedaco = pessoa.conexao.recv(4096)
        if not pedaco:  # a pessoa foi embora; uma linha sem fim não conta
            return
        resto += pedaco
        # b"oi\ntudo bem?\nat" vira [b"oi", b"tudo bem?", b"at"]. O último espera o que falta.
        linhas = resto.split(b"\n")
        resto = linhas.pop()
        for linha in linhas:
            # Em UTF-8 uma letra pode ter até quatro bytes, e um pedaço pode acabar no meio
            # dela. Uma linha inteira, não: por isso só agora os bytes viram texto.
            try:
                texto = linha.decode()
            except UnicodeDecodeError:
                # Quem manda lixo recebe uma resposta. A conversa continua.
                pessoa.enviar("! Isso não é UTF-8. Diga de outro jeito.\n")
            else:
                yield texto.rstrip("\r")  # alguns programas terminam a linha com \r\n
        if len(resto) > MAIOR_LINHA:
            return


def enviar_a_todos(linha, menos=None):
    """Manda a linha a quem está na sala. Só chame com a tranca na mão."""
    for nome, pessoa in pessoas.items():
        if nome != menos:
            pessoa.enviar(linha)


def entrar(nome, pessoa):
    """Põe a pessoa na sala; devolve False se já há alguém com esse nome."""
    # Tudo com a mesma tranca: ninguém entra nem sai entre a lista e o aviso.
    with tranca:
        if nome in pessoas:
            return False
        # Primeiro a lista e o aviso, depois o dicionário: assim a pessoa não lê o próprio
        # nome, e nenhuma fala chega a ela antes da lista.
        quem = ", ".join(pessoas) or "ninguém mais"
        pessoa.enviar(f"* Na sala: {quem} ({len(pessoas) + 1} com você)\n")
        enviar_a_todos(f"* {nome} entrou\n")
        pessoas[nome] = pessoa
        return True


def sair(nome):
    """Tira a pessoa da sala e avisa as outras."""
    with tranca:
        del pessoas[nome]
        enviar_a_todos(f"* {nome} saiu\n")


def registrar(nome, texto):
    """Acrescenta uma fala ao registro. Só chame com a tranca na mão."""
    fala = {"quando": time.strftime("%Y-%m-%d %H:%M:%S"), "nome": nome, "texto": texto}
    try:
        registro.write(json.dumps(fala, ensure_ascii=False) + "\n")
        registro.flush()  # do programa ao sistema: agora a fala sobrevive ao programa
        ha_novidade.set()
    except OSError as erro:
        print(f"O registro falhou: {erro}")  # disco cheio? A aula continua.


def guardar_no_disco():
    """Do sistema ao disco: assim as falas sobrevivem também à falta de luz.

    Um disco também pode demorar. Por isso esta é uma thread só para ele: a sala não espera.
    """
    while True:
        ha_novidade.wait()
        ha_novidade.clear()
        try:
            os.fsync(registro.fileno())
        except OSError as erro:
            print(f"O disco falhou: {erro}")


def ultimas_falas(quantas):
    """As últimas falas do registro, da mais antiga à mais nova."""
    falas = collections.deque(maxlen=quantas)  # cheia, ela esquece a mais antiga
    with open(caminho, encoding="utf-8", errors="replace") as arquivo:
        for linha in arquivo:
            try:
                falas.append(json.loads(linha))
            except ValueError:
                pass  # uma linha vazia, ou uma que ficou pela metade
    return falas


def falar(nome, texto):
    """Manda a fala a todas as pessoas, menos a quem falou."""
    with tranca:
        registrar(nome, texto)  # primeiro: o que alguém já leu tem de estar no registro
        enviar_a_todos(f"[{nome}] {texto}\n", menos=nome)


def responder(nome, linha):
    """Manda a linha só a essa pessoa."""
    with tranca:
        pessoas[nome].enviar(f"{linha}\n")


def numero(texto):
    """O número inteiro que está no texto, ou None se não há um."""
    try:
        return int(texto)
    except ValueError:
        return None


# Cada comando é uma função: recebe quem pediu e o que vem depois da palavra.


def comando_upper(nome, texto):
    falar(nome, texto.upper())


def comando_lower(nome, texto):
    falar(nome, texto.lower())


def comando_msg(nome, texto):
    destino, _, recado = texto.partition(" ")
    if not recado:
        responder(nome, "! Diga para quem e o quê, assim: /msg ana oi")
        return
    # Procurar e enviar com a mesma tranca: no meio a pessoa poderia sair.
    # Um recado não vai para o registro: é só de quem manda e de quem recebe.
    with tranca:
        if destino in pessoas:
            pessoas[destino].enviar(f"({nome}) {recado}\n")
            return
    responder(nome, f"! Não há ninguém aqui com o nome {destino}.")


def comando_tabuada(nome, texto):
    n = numero(texto)
    if n is None:
        responder(nome, "! Diga um número inteiro, assim: /tabuada 7")
        return
    for k in range(1, 11):
        responder(nome, f"> {n} × {k} = {n * k}")


def comando_modo(nome, texto):
    # Aqui qualquer pessoa muda o modo da sala. Numa aula só quem ensina poderia.
    global modo
    if texto not in ("conversa", "tabuada"):
        responder(nome, "! Diga /modo conversa ou /modo tabuada")
        return
    modo = texto
    with tranca:
        enviar_a_todos(f"* Agora o modo da sala é {modo}\n")


def comando_historico(nome, texto):
    falas = ultimas_falas(20)
    if not falas:
        responder(nome, "> Ainda não há nada no registro.")
    for fala in falas:
        responder(nome, f"> {fala['quando']} [{fala['nome']}] {fala['texto']}")


def comando_ajuda(nome, texto):
    responder(nome, "> " + " ".join("/" + palavra for palavra in COMANDOS))


def comando_sair(nome, texto):
    return FIM


# O que um comando devolve quando a conversa com a pessoa acabou.
FIM = "fim"

# O registro dos comandos. Um comando novo é uma função e uma linha aqui, e até /ajuda já o
# conhece; uma fila de `if` cresceria sem parar.
COMANDOS = {
    "upper": comando_upper,
    "lower": comando_lower,
    "msg": comando_msg,
    "tabuada": comando_tabuada,
    "modo": comando_modo,
    "historico": comando_historico,
    "ajuda": comando_ajuda,
    "sair": comando_sair,
}


def tratar(nome, linha):
    """Decide o que uma linha é: um comando, uma pergunta ou uma fala."""
    if linha.strip() == "sair":
        return FIM
    if linha.startswith("/"):
        palavra, _, texto = linha[1:].partition(" ")
        comando = COMANDOS.get(palavra.lower())
        if comando is None:
            responder(nome, "! Não conheço esse comando. Veja /ajuda")
            return None
        return comando(nome, texto.strip())
    if modo == "tabuada" and numero(linha) is not None:
        return comando_tabuada(nome, linha)
    if linha:
        falar(nome, linha)
    return None


def conversar(pessoa):
    """A conversa com uma pessoa: a pergunta, o nome, as falas."""
    # Se a conversa fica guardada, as pessoas têm o direito de saber antes de falar.
    pessoa.enviar("Boas-vindas à sala! Esta conversa fica registrada. Qual é o seu nome?\n")

    # Um leitor só por conexão: o que sobra depois do nome já é a primeira fala.
    linhas = ler_linhas(pessoa)
    # O que vem pela rede não é de confiança: confira antes de usar.
    nome = next(linhas, "")  # a primeira linha, ou "" se não veio nenhuma
    # Um "é" se escreve de dois jeitos: uma letra só, ou "e" mais acento. NFC escolhe o primeiro.
    nome = unicodedata.normalize("NFC", nome)
    if not nome_valido(nome):
        pessoa.enviar("! Um nome tem de 1 a 16 letras e algarismos.\n")
        return
    if not entrar(nome, pessoa):
        pessoa.enviar("! Esse nome já está em uso.\n")
        return

    # O `finally` acontece sempre: no fim normal, numa queda e também num erro nosso.
    # Sem ele ficaria na lista um fantasma: alguém que não está mais aqui.
    try:
        for linha in linhas:
            if tratar(nome, linha) == FIM:
                break
    finally:
        sair(nome)


def atender(conexao, endereco):
    """Cuida de uma conexão, do começo ao fim. Cada uma tem a sua thread."""
    print(f"Chegou alguém de {endereco[0]}:{endereco[1]}")
    # O aperto de mãos é feito aqui, na thread da pessoa: no laço lá embaixo, quem não o
    # fizesse deixaria todo mundo esperando.
    try:
        if contexto is not None:
            conexao = CanalCifrado(conexao)
    except OSError as erro:
        print(f"Não fala TLS: {erro}")  # o wrap_socket() já fechou a conexão
        return
    pessoa = Pessoa(conexao)
    try:
        conversar(pessoa)
    except OSError:
        # ConnectionResetError e parentes: a conexão caiu de repente. Acontece todo dia
        # numa rede, e não é um erro do programa.
        print(f"Caiu a conexão de {endereco[0]}:{endereco[1]}")
    finally:
        pessoa.encerrar()
        conexao.close()


# 127.0.0.1 é este computador mesmo: só programas daqui conseguem se conectar.
servidor = socket.create_server(("127.0.0.1", porta))
threading.Thread(target=guardar_no_disco, daemon=True).start()
print(f"Escutando em 127.0.0.1:{porta}")

while True:
    # Este laço só recebe quem chega. Esperar por uma pessoa é trabalho da thread dela:
    # assim, quem não diz nada não atrasa ninguém.
    conexao, endereco = servidor.accept()
    threading.Thread(target=atender, args=(conexao, endereco), daemon=True).start()
