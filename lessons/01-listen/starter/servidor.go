// Um servidor que escuta numa porta.
package main

import (
	"io"
	"log"
	"net"
	"os"
)

func main() {
	porta := os.Getenv("PORT")
	if porta == "" {
		porta = "7777"
	}

	// 127.0.0.1 é este computador mesmo: só programas daqui conseguem se conectar.
	servidor, erro := net.Listen("tcp", "127.0.0.1:"+porta)
	if erro != nil {
		log.Fatal("não consegui escutar: ", erro)
	}
	log.Print("Escutando em ", servidor.Addr())

	for {
		// Accept espera alguém chegar e devolve uma conexão só com essa pessoa.
		conexao, erro := servidor.Accept()
		if erro != nil {
			log.Print("uma conexão falhou: ", erro)
			continue
		}

		// Lição 1: mande uma saudação a quem chegou: conexao.Write([]byte(texto)).
		// E mostre com log.Print() de onde a pessoa vem: conexao.RemoteAddr().

		// Copy espera os bytes da pessoa, até que não venha mais nada, e os joga fora.
		io.Copy(io.Discard, conexao)
		conexao.Close()
	}
}
