"""Um servidor que saúda várias pessoas ao mesmo tempo."""
import os
import socket
import threading

porta = int(os.environ.get("PORT", "7777"))


def atender(conexao):
    """Cuida de uma pessoa, do começo ao fim. Cada pessoa tem a sua thread."""
    with conexao:  # no fim do bloco a conexão se fecha, aconteça o que acontecer
        while conexao.recv(4096):
            pass


# 127.0.0.1 é este computador mesmo: só programas daqui conseguem se conectar.
servidor = socket.create_server(("127.0.0.1", porta))
print(f"Escutando em 127.0.0.1:{porta}")

while True:
    conexao, endereco = servidor.accept()
    print(f"Chegou alguém de {endereco[0]}:{endereco[1]}")
    conexao.sendall("Boas-vindas à sala! Qual é o seu nome?\n".encode())
    nome = conexao.recv(4096)
    threading.Thread(target=atender, args=(conexao,), daemon=True).start()
