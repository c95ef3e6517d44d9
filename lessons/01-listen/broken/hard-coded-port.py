"""Um servidor que escuta numa porta e saúda quem chega."""
import socket

porta = 7151

# 127.0.0.1 é este computador mesmo: só programas daqui conseguem se conectar.
servidor = socket.create_server(("127.0.0.1", porta))
print(f"Escutando em 127.0.0.1:{porta}")

while True:
    # accept() espera alguém chegar e devolve uma conexão só com essa pessoa.
    conexao, endereco = servidor.accept()
    print(f"Chegou alguém de {endereco[0]}:{endereco[1]}")

    # Pela rede viajam bytes, não textos: encode() transforma um no outro.
    conexao.sendall("Boas-vindas à sala! Qual é o seu nome?\n".encode())

    # recv() espera os bytes da pessoa. Quando não vem mais nada, devolve b"".
    while conexao.recv(4096):
        pass
    conexao.close()
