"""Um servidor de conversa: o que uma pessoa diz, as outras leem."""
import os
import re
import socket
import threading

porta = int(os.environ.get("PORT", "7777"))

# Quem está na sala: nome -> conexão. Quem ainda não deu o nome não está aqui.
pessoas = {}
# Todas as threads usam o mesmo dicionário. Só mexe nele quem tem a tranca na mão.
tranca = threading.Lock()


def nome_valido(nome):
    """De 1 a 16 letras e algarismos, e nada mais."""
    # fullmatch() confere o nome inteiro; match() se contentaria com o começo de "bob!!".
    return re.fullmatch("[A-Za-z0-9]{1,16}", nome) is not None


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
    """Manda a fala a todas as pessoas."""
    with tranca:
        for conexao in pessoas.values():
            conexao.sendall(f"[{nome}] {texto}\n".encode())


def atender(conexao, endereco):
    """Cuida de uma pessoa, do começo ao fim. Cada pessoa tem a sua thread."""
    print(f"Chegou alguém de {endereco[0]}:{endereco[1]}")
    with conexao:  # no fim do bloco a conexão se fecha, aconteça o que acontecer
        conexao.sendall("Boas-vindas à sala! Qual é o seu nome?\n".encode())

        # O que vem pela rede não é de confiança: confira antes de usar.
        # strip() tira o fim de linha, que não faz parte do nome.
        nome = conexao.recv(4096).decode().strip()
        if not nome_valido(nome):
            conexao.sendall("! Um nome tem de 1 a 16 letras e algarismos.\n".encode())
            return
        if not entrar(nome, conexao):
            conexao.sendall("! Esse nome já está em uso.\n".encode())
            return

        while True:
            dados = conexao.recv(4096)
            if not dados:  # a pessoa foi embora
                break
            falar(nome, dados.decode().strip())
        sair(nome)


# 127.0.0.1 é este computador mesmo: só programas daqui conseguem se conectar.
servidor = socket.create_server(("127.0.0.1", porta))
print(f"Escutando em 127.0.0.1:{porta}")

while True:
    # Este laço só recebe quem chega. Esperar por uma pessoa é trabalho da thread dela:
    # assim, quem não diz nada não atrasa ninguém.
    conexao, endereco = servidor.accept()
    threading.Thread(target=atender, args=(conexao, endereco), daemon=True).start()
