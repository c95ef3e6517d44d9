"""Um servidor que saúda várias pessoas ao mesmo tempo."""
import os
import socket
from concurrent.futures import ThreadPoolExecutor

porta = int(os.environ.get("PORT", "7777"))


def atender(conexao, endereco):
    """Cuida de uma pessoa, do começo ao fim. Cada pessoa ocupa uma thread."""
    print(f"Chegou alguém de {endereco[0]}:{endereco[1]}")
    with conexao:  # no fim do bloco a conexão se fecha, aconteça o que acontecer
        conexao.sendall("Boas-vindas à sala! Qual é o seu nome?\n".encode())
        while conexao.recv(4096):
            pass


# 127.0.0.1 é este computador mesmo: só programas daqui conseguem se conectar.
servidor = socket.create_server(("127.0.0.1", porta))
print(f"Escutando em 127.0.0.1:{porta}")

threads = ThreadPoolExecutor(max_workers=8)

while True:
    # Este laço só recebe quem chega. Esperar por uma pessoa é trabalho da thread dela:
    # assim, quem não diz nada não atrasa ninguém.
    conexao, endereco = servidor.accept()
    threads.submit(atender, conexao, endereco)
