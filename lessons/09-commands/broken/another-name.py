"""Um servidor de conversa, com comandos e um serviço de ajuda: a tabuada."""
import os
import socket
import threading
import unicodedata

porta = int(os.environ.get("PORT", "7777"))

# Quem manda letras sem nunca terminar a linha não pode encher a nossa memória.
MAIOR_LINHA = 4096

# Quem está na sala: nome -> conexão. Quem ainda não deu o nome não está aqui.
pessoas = {}
# Todas as threads usam o mesmo dicionário. Só mexe nele quem tem a tranca na mão.
tranca = threading.Lock()
# O que a sala faz com o que se diz: "conversa", ou "tabuada" (um número é uma pergunta).
modo = "conversa"


def nome_valido(nome):
    """De 1 a 16 letras e algarismos, e nada mais. José e Conceição também servem."""
    return nome.isalnum() and len(nome) <= 16


def ler_linhas(conexao):
    """Entrega as linhas da pessoa, uma a uma, como uma lista que cresce: para usar num `for`.

    A rede entrega bytes, não linhas. Um recv() pode trazer meia linha, ou três de uma vez.
    """
    resto = b""  # os bytes que chegaram e ainda não são uma linha inteira
    while True:
        pedaco = conexao.recv(4096)
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
                with tranca:
                    conexao.sendall("! Isso não é UTF-8. Diga de outro jeito.\n".encode())
            else:
                yield texto.rstrip("\r")  # alguns programas terminam a linha com \r\n
        if len(resto) > MAIOR_LINHA:
            return


def enviar_a_todos(linha, menos=None):
    """Manda a linha a quem está na sala. Só chame com a tranca na mão."""
    for nome, conexao in pessoas.items():
        if nome != menos:
            try:
                conexao.sendall(linha.encode())
            except OSError:
                pass  # essa conexão caiu; a thread dela vai perceber e tirá-la da sala


def entrar(nome, conexao):
    """Põe a pessoa na sala; devolve False se já há alguém com esse nome."""
    # Tudo com a mesma tranca: ninguém entra nem sai entre a lista e o aviso.
    with tranca:
        if nome in pessoas:
            return False
        # Primeiro a lista e o aviso, depois o dicionário: assim a pessoa não lê o próprio
        # nome, e nenhuma fala chega a ela antes da lista.
        quem = ", ".join(pessoas) or "ninguém mais"
        conexao.sendall(f"* Na sala: {quem} ({len(pessoas) + 1} com você)\n".encode())
        enviar_a_todos(f"* {nome} entrou\n")
        pessoas[nome] = conexao
        return True


def sair(nome):
    """Tira a pessoa da sala e avisa as outras."""
    with tranca:
        del pessoas[nome]
        enviar_a_todos(f"* {nome} saiu\n")


def falar(nome, texto):
    """Manda a fala a todas as pessoas, menos a quem falou."""
    with tranca:
        enviar_a_todos(f"[{nome}] {texto}\n", menos=nome)


def responder(nome, linha):
    """Manda a linha só a essa pessoa."""
    with tranca:
        pessoas[nome].sendall(f"{linha}\n".encode())


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
    "lowercase": comando_lower,
    "tabuada": comando_tabuada,
    "modo": comando_modo,
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


def conversar(conexao):
    """A conversa com uma pessoa: a pergunta, o nome, as falas."""
    conexao.sendall("Boas-vindas à sala! Qual é o seu nome?\n".encode())

    # Um leitor só por conexão: o que sobra depois do nome já é a primeira fala.
    linhas = ler_linhas(conexao)
    # O que vem pela rede não é de confiança: confira antes de usar.
    nome = next(linhas, "")  # a primeira linha, ou "" se não veio nenhuma
    # Um "é" se escreve de dois jeitos: uma letra só, ou "e" mais acento. NFC escolhe o primeiro.
    nome = unicodedata.normalize("NFC", nome)
    if not nome_valido(nome):
        conexao.sendall("! Um nome tem de 1 a 16 letras e algarismos.\n".encode())
        return
    if not entrar(nome, conexao):
        conexao.sendall("! Esse nome já está em uso.\n".encode())
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
    with conexao:  # no fim do bloco a conexão se fecha, aconteça o que acontecer
        try:
            conversar(conexao)
        except OSError:
            # ConnectionResetError e parentes: a conexão caiu de repente. Acontece todo dia
            # numa rede, e não é um erro do programa.
            print(f"Caiu a conexão de {endereco[0]}:{endereco[1]}")


# 127.0.0.1 é este computador mesmo: só programas daqui conseguem se conectar.
servidor = socket.create_server(("127.0.0.1", porta))
print(f"Escutando em 127.0.0.1:{porta}")

while True:
    # Este laço só recebe quem chega. Esperar por uma pessoa é trabalho da thread dela:
    # assim, quem não diz nada não atrasa ninguém.
    conexao, endereco = servidor.accept()
    threading.Thread(target=atender, args=(conexao, endereco), daemon=True).start()
