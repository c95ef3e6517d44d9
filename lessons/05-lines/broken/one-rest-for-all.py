"""Um servidor de conversa: o que uma pessoa diz, as outras leem, linha por linha."""
import os
import re
import socket
import threading

porta = int(os.environ.get("PORT", "7777"))

# Quem manda letras sem nunca terminar a linha não pode encher a nossa memória.
MAIOR_LINHA = 4096

# Quem está na sala: nome -> conexão. Quem ainda não deu o nome não está aqui.
pessoas = {}
# Todas as threads usam o mesmo dicionário. Só mexe nele quem tem a tranca na mão.
tranca = threading.Lock()

# O que chegou e ainda não é uma linha inteira.
resto = ""


def nome_valido(nome):
    """De 1 a 16 letras e algarismos, e nada mais."""
    # fullmatch() confere o nome inteiro; match() se contentaria com o começo de "bob!!".
    return re.fullmatch("[A-Za-z0-9]{1,16}", nome) is not None


def ler_linhas(conexao):
    """Entrega as linhas da pessoa, uma a uma, como uma lista que cresce: para usar num `for`.

    A rede entrega bytes, não linhas. Um recv() pode trazer meia linha, ou três de uma vez.
    """
    global resto
    while True:
        pedaco = conexao.recv(4096)
        if not pedaco:  # a pessoa foi embora; uma linha sem fim não conta
            return
        resto += pedaco.decode()
        # "oi\ntudo bem?\nat" vira ["oi", "tudo bem?", "at"]. O último espera o que falta.
        linhas = resto.split("\n")
        resto = linhas.pop()
        for linha in linhas:
            yield linha.rstrip("\r")  # alguns programas terminam a linha com \r\n
        if len(resto) > MAIOR_LINHA:
            return


def entrar(nome, conexao):
    """Põe a pessoa na sala; devolve False se já há alguém com esse nome."""
    with tranca:
        if nome in pessoas:
            return False
        pessoas[nome] = conexao
        return True


def sair(nome):
    """Tira a pessoa da sala."""
    with tranca:
        del pessoas[nome]


def falar(nome, texto):
    """Manda a fala a todas as pessoas, menos a quem falou."""
    with tranca:
        for outro, conexao in pessoas.items():
            if outro != nome:
                conexao.sendall(f"[{nome}] {texto}\n".encode())


def atender(conexao, endereco):
    """Cuida de uma pessoa, do começo ao fim. Cada pessoa tem a sua thread."""
    print(f"Chegou alguém de {endereco[0]}:{endereco[1]}")
    with conexao:  # no fim do bloco a conexão se fecha, aconteça o que acontecer
        conexao.sendall("Boas-vindas à sala! Qual é o seu nome?\n".encode())

        # Um leitor só por conexão: o que sobra depois do nome já é a primeira fala.
        linhas = ler_linhas(conexao)
        # O que vem pela rede não é de confiança: confira antes de usar.
        nome = next(linhas, "")  # a primeira linha, ou "" se não veio nenhuma
        if not nome_valido(nome):
            conexao.sendall("! Um nome tem de 1 a 16 letras e algarismos.\n".encode())
            return
        if not entrar(nome, conexao):
            conexao.sendall("! Esse nome já está em uso.\n".encode())
            return

        for texto in linhas:
            if texto:
                falar(nome, texto)
        sair(nome)


# 127.0.0.1 é este computador mesmo: só programas daqui conseguem se conectar.
servidor = socket.create_server(("127.0.0.1", porta))
print(f"Escutando em 127.0.0.1:{porta}")

while True:
    # Este laço só recebe quem chega. Esperar por uma pessoa é trabalho da thread dela:
    # assim, quem não diz nada não atrasa ninguém.
    conexao, endereco = servidor.accept()
    threading.Thread(target=atender, args=(conexao, endereco), daemon=True).start()
