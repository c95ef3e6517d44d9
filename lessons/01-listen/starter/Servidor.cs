// Um servidor que escuta numa porta.

using System;
using System.IO;
using System.Net;
using System.Net.Sockets;
using System.Text;

static class Servidor
{
    static void Main()
    {
        var porta = int.Parse(Environment.GetEnvironmentVariable("PORT") ?? "7777");

        // Loopback é 127.0.0.1, este computador mesmo: só programas daqui conseguem se conectar.
        var servidor = new TcpListener(IPAddress.Loopback, porta);
        servidor.Start();
        Console.WriteLine($"Escutando em 127.0.0.1:{porta}");

        while (true)
        {
            // AcceptTcpClient espera alguém chegar e devolve uma conexão só com essa pessoa. using
            // a fecha no fim.
            using (var conexao = servidor.AcceptTcpClient())
            using (var canal = conexao.GetStream())
            {
                // Lição 1: mande uma saudação a quem chegou: canal.Write(bytes, 0, bytes.Length), com
                // os bytes de Encoding.UTF8.GetBytes(texto).
                // E mostre com Console.WriteLine de onde a pessoa vem: conexao.Client.RemoteEndPoint.

                // Read espera os bytes da pessoa. Quando não vem mais nada, devolve 0.
                var balde = new byte[4096];
                try
                {
                    while (canal.Read(balde, 0, balde.Length) > 0) { }
                }
                catch (IOException caiu)
                {
                    Console.WriteLine($"Caiu uma conexão: {caiu.Message}");
                }
            }
        }
    }
}
