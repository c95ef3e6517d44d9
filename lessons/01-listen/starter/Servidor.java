// Um servidor que escuta numa porta.

import java.io.IOException;
import java.net.InetAddress;
import java.net.ServerSocket;
import java.net.Socket;

public class Servidor {
    public static void main(String[] args) throws IOException {
        int porta = Integer.parseInt(System.getenv().getOrDefault("PORT", "7777"));

        // 127.0.0.1 é este computador mesmo: só programas daqui conseguem se conectar.
        ServerSocket servidor = new ServerSocket(porta, 50, InetAddress.getByName("127.0.0.1"));
        System.out.println("Escutando em 127.0.0.1:" + porta);

        while (true) {
            // accept() espera alguém chegar e devolve uma conexão só com essa pessoa. try (…) a
            // fecha no fim.
            try (Socket conexao = servidor.accept()) {
                // Lição 1: mande uma saudação a quem chegou:
                // conexao.getOutputStream().write(texto.getBytes(StandardCharsets.UTF_8)).
                // E mostre com System.out.println() de onde a pessoa vem:
                // conexao.getInetAddress().getHostAddress() e conexao.getPort().

                // read() espera os bytes da pessoa. Quando não vem mais nada, devolve -1.
                byte[] balde = new byte[4096];
                while (conexao.getInputStream().read(balde) != -1) {
                }
            } catch (IOException caiu) {
                System.out.println("Caiu uma conexão: " + caiu.getMessage());
            }
        }
    }
}
