"""Um servidor que saúda várias pessoas e pergunta o nome de cada uma."""
import os
import re
import socket
import threading

porta = int(os.environ.get("PORT", "7777"))


def nome_valido(nome):
    """De 1 a 16 letras e algarismos, e nada mais."""
    # fullmatch() confere o nome inteiro; match() se contentaria com o começo de "bob!!".
    return re.fullmatch("[A-Za-z0-9]{1,16}", nome) is not None


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

        while conexao.recv(4096):
            pass


# 127.0.0.1 é este computador mesmo: só programas daqui conseguem se conectar.
servidor = socket.create_server(("127.0.0.1", porta))
print(f"Escutando em 127.0.0.1:{porta}")

while True:
    # Este laço só recebe quem chega. Esperar por uma pessoa é trabalho da thread dela:
    # assim, quem não diz nada não atrasa ninguém.
    conexao, endereco = servidor.accept()
    threading.Thread(target=atender, args=(conexao, endereco), daemon=True).start()
