"""Um servidor que escuta numa porta."""
import os
import socket

porta = int(os.environ.get("PORT", "7777"))

# 127.0.0.1 é este computador mesmo: só programas daqui conseguem se conectar.
servidor = socket.create_server(("127.0.0.1", porta))
print(f"Escutando em 127.0.0.1:{porta}")

while True:
    # accept() espera alguém chegar e devolve uma conexão só com essa pessoa.
    conexao, endereco = servidor.accept()

    # Lição 1: mande uma saudação a quem chegou: conexao.sendall(bytes).
    # E mostre com print() de onde a pessoa vem: o IP e a porta estão em `endereco`.

    # recv() espera os bytes da pessoa. Quando não vem mais nada, devolve b"".
    while conexao.recv(4096):
        pass
    conexao.close()
