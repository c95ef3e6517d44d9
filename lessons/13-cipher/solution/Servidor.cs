// Um servidor de conversa, com comandos, um registro e recados, por um canal cifrado (TLS).

using System;
using System.Collections.Concurrent;
using System.Collections.Generic;
using System.IO;
using System.Linq;
using System.Net;
using System.Net.Security;
using System.Net.Sockets;
using System.Security.Authentication;
using System.Security.Cryptography.X509Certificates;
using System.Text;
using System.Threading;

// Alguém que já deu o nome. Só a thread de entrega espera, se a pessoa demora a ler.
class Pessoa
{
    // Linhas à espera de quem não lê. Cabe uma fala longa, não uma ausência.
    const int MaiorFila = 10000;

    public readonly string Nome;
    readonly TcpClient conexao;
    readonly Stream canal;
    readonly BlockingCollection<string> fila = new BlockingCollection<string>(MaiorFila);
    readonly Thread entrega;

    public Pessoa(string nome, TcpClient conexao, Stream canal)
    {
        Nome = nome;
        this.conexao = conexao;
        this.canal = canal;
        // Background: uma thread que espera não impede o programa de acabar.
        entrega = new Thread(Entregar) { IsBackground = true };
        entrega.Start();
    }

    // Põe uma linha na fila desta pessoa, sem nunca esperar.
    public void Recebe(string linha)
    {
        if (!fila.TryAdd(linha))
            conexao.Close(); // a fila encheu: quem lê desta conexão percebe e cuida da saída
    }

    void Entregar()
    {
        try
        {
            foreach (var linha in fila.GetConsumingEnumerable())
                Linhas.Escrever(canal, linha);
        }
        catch (Exception erro) when (Linhas.EhQueda(erro))
        {
            conexao.Close();
        }
    }

    // Entrega o que falta, mas não espera para sempre por isso.
    public void Despedir()
    {
        fila.CompleteAdding();
        entrega.Join(TimeSpan.FromSeconds(3));
    }
}

// Linhas de texto em cima de um canal de bytes.
static class Linhas
{
    // Quem manda letras sem nunca terminar a linha não pode encher a nossa memória.
    const int MaiorLinha = 4096;

    // Este UTF-8 reclama de bytes que não são texto; Encoding.UTF8 os trocaria por "�".
    static readonly Encoding Utf8 = new UTF8Encoding(false, true);

    // WriteLine terminaria a linha com \r\n no Windows: o \n vai escrito.
    public static void Escrever(Stream canal, string linha)
    {
        var bytes = Utf8.GetBytes(linha + "\n");
        canal.Write(bytes, 0, bytes.Length);
    }

    // As linhas que chegam, uma a uma. A rede entrega bytes: um Read pode trazer meia linha, ou três
    // de uma vez. Uma linha que não é UTF-8 vem como null.
    public static IEnumerable<string> Ler(Stream canal)
    {
        var linha = new List<byte>();
        var pedaco = new byte[4096];
        for (int n; (n = canal.Read(pedaco, 0, pedaco.Length)) > 0;)
        {
            for (var i = 0; i < n; i++)
            {
                if (pedaco[i] != '\n')
                {
                    linha.Add(pedaco[i]);
                    continue;
                }
                yield return Texto(linha.ToArray());
                linha.Clear();
            }
            if (linha.Count > MaiorLinha)
                yield break;
        }
    }

    // Só uma linha inteira vira texto: um pedaço poderia acabar no meio de uma letra.
    static string Texto(byte[] linha)
    {
        try
        {
            var texto = Utf8.GetString(linha);
            return texto.EndsWith("\r") ? texto.Substring(0, texto.Length - 1) : texto;
        }
        catch (DecoderFallbackException)
        {
            return null;
        }
    }

    // O que acontece quando uma conexão cai, é fechada enquanto alguém a usa, ou não fala TLS.
    public static bool EhQueda(Exception erro)
    {
        return erro is IOException || erro is SocketException || erro is ObjectDisposedException
            || erro is AuthenticationException;
    }
}

// A conversa, em um arquivo que só cresce: uma linha para cada fala.
class Registro
{
    readonly string caminho;
    readonly FileStream arquivo;

    public Registro(string pasta)
    {
        Directory.CreateDirectory(pasta);
        caminho = Path.Combine(pasta, "registro.txt");
        // ReadWrite: /historico abre o mesmo arquivo enquanto ele está aberto aqui.
        arquivo = new FileStream(caminho, FileMode.Append, FileAccess.Write, FileShare.ReadWrite);
        // Se o programa morreu no meio de uma linha, ela ficou sem fim.
        arquivo.WriteByte((byte)'\n');
    }

    public void Anota(string linha)
    {
        try
        {
            Linhas.Escrever(arquivo, $"{DateTime.Now:yyyy-MM-dd HH:mm:ss} {linha}");
            arquivo.Flush(); // do programa ao sistema: agora a fala sobrevive ao programa
        }
        catch (IOException erro)
        {
            Console.WriteLine($"O registro falhou: {erro.Message}"); // disco cheio? A aula continua.
        }
    }

    public IEnumerable<string> Ultimas(int quantas)
    {
        using (var leitura = new FileStream(caminho, FileMode.Open, FileAccess.Read, FileShare.ReadWrite))
        using (var texto = new StreamReader(leitura))
        {
            var linhas = texto.ReadToEnd().Split('\n').Where(linha => linha != "").ToList();
            return linhas.Skip(Math.Max(0, linhas.Count - quantas));
        }
    }
}

// Um pedido que não se pode atender; a mensagem vai a quem pediu.
class Recusa : Exception
{
    public Recusa(string motivo) : base(motivo) { }
}

// Só está aqui quem tem nome. Todas as threads usam a mesma sala: só mexe nela quem tem a tranca.
class Sala
{
    readonly object tranca = new object();
    readonly Dictionary<string, Pessoa> pessoas = new Dictionary<string, Pessoa>();
    readonly Dictionary<string, Action<Pessoa, string>> comandos;
    readonly Registro registro;
    bool modoTabuada;

    public Sala(Registro registro)
    {
        this.registro = registro;
        // Um comando novo é uma linha aqui, e até /ajuda já o conhece.
        comandos = new Dictionary<string, Action<Pessoa, string>>
        {
            ["upper"] = (eu, texto) => Falar(eu, texto.ToUpperInvariant()),
            ["lower"] = (eu, texto) => Falar(eu, texto.ToLowerInvariant()),
            ["msg"] = Msg,
            ["tabuada"] = Tabuada,
            ["modo"] = Modo,
            ["historico"] = (eu, _) =>
            {
                foreach (var fala in registro.Ultimas(20))
                    eu.Recebe($"> {fala}");
            },
            ["ajuda"] = (eu, _) => eu.Recebe($"> /{string.Join(" /", comandos.Keys)} sair"),
        };
    }

    // Entrar é uma coisa só: ninguém entra nem sai entre a lista e o aviso.
    public bool Entra(Pessoa eu)
    {
        lock (tranca)
        {
            if (pessoas.ContainsKey(eu.Nome))
                return false;
            var quem = pessoas.Count == 0 ? "ninguém mais" : string.Join(", ", pessoas.Keys);
            eu.Recebe($"* Na sala: {quem} ({pessoas.Count + 1} com você)");
            ATodos($"* {eu.Nome} entrou");
            pessoas[eu.Nome] = eu;
            return true;
        }
    }

    public void Sai(Pessoa eu)
    {
        lock (tranca)
        {
            pessoas.Remove(eu.Nome);
            ATodos($"* {eu.Nome} saiu");
        }
    }

    // Decide o que uma linha é: um comando, uma pergunta ou uma fala.
    public void Trata(Pessoa eu, string linha)
    {
        lock (tranca)
        {
            try
            {
                if (linha.StartsWith("/"))
                {
                    var partes = linha.Substring(1).Split(new[] { ' ' }, 2);
                    if (!comandos.TryGetValue(partes[0], out var comando))
                        throw new Recusa("Não conheço esse comando. Veja /ajuda");
                    comando(eu, partes.Length < 2 ? "" : partes[1].Trim());
                }
                else if (modoTabuada && int.TryParse(linha, out _))
                    Tabuada(eu, linha);
                else if (linha != "")
                    Falar(eu, linha);
            }
            catch (Recusa recusa)
            {
                eu.Recebe($"! {recusa.Message}");
            }
        }
    }

    void ATodos(string linha, Pessoa menos = null)
    {
        foreach (var pessoa in pessoas.Values)
            if (pessoa != menos)
                pessoa.Recebe(linha);
    }

    void Falar(Pessoa eu, string texto)
    {
        var linha = $"[{eu.Nome}] {texto}";
        registro.Anota(linha); // primeiro: o que alguém já leu tem de estar no registro
        ATodos(linha, menos: eu);
    }

    void Msg(Pessoa eu, string pedido)
    {
        var partes = pedido.Split(new[] { ' ' }, 2);
        if (partes.Length < 2)
            throw new Recusa("Diga para quem e o quê, assim: /msg ana oi");
        if (!pessoas.TryGetValue(partes[0], out var destino))
            throw new Recusa($"Não há ninguém aqui com o nome {partes[0]}.");
        // Um recado não vai para o registro: é só de quem manda e de quem recebe.
        destino.Recebe($"({eu.Nome}) {partes[1]}");
    }

    void Tabuada(Pessoa eu, string numero)
    {
        if (!int.TryParse(numero, out var n))
            throw new Recusa("Diga um número inteiro, assim: /tabuada 7");
        for (var k = 1L; k <= 10; k++) // long: dez vezes qualquer int cabe
            eu.Recebe($"> {n} × {k} = {n * k}");
    }

    void Modo(Pessoa eu, string qual)
    {
        // Aqui qualquer pessoa muda o modo da sala. Numa aula só quem ensina poderia.
        if (qual != "conversa" && qual != "tabuada")
            throw new Recusa("Diga /modo conversa ou /modo tabuada");
        modoTabuada = qual == "tabuada";
        ATodos($"* Agora o modo da sala é {qual}");
    }
}

static class Servidor
{
    static Sala sala;
    static X509Certificate2 certificado;

    static string Ambiente(string nome) => Environment.GetEnvironmentVariable(nome);

    static void Main()
    {
        var porta = int.Parse(Ambiente("PORT") ?? "7777");
        sala = new Sala(new Registro(Ambiente("DATA") ?? "dados"));
        certificado = Certificado();
        // Loopback é 127.0.0.1, este computador mesmo: só programas daqui conseguem se conectar.
        var servidor = new TcpListener(IPAddress.Loopback, porta);
        servidor.Start();
        Console.WriteLine($"Escutando em 127.0.0.1:{porta}");
        while (true)
        {
            // Este laço só recebe quem chega. Esperar por uma pessoa, e também o aperto de mãos do
            // TLS, é trabalho da thread dela.
            var conexao = servidor.AcceptTcpClient();
            new Thread(() => Atender(conexao)) { IsBackground = true }.Start();
        }
    }

    // Cuida de uma conexão, do começo ao fim.
    static void Atender(TcpClient conexao)
    {
        try
        {
            Console.WriteLine($"Chegou alguém de {conexao.Client.RemoteEndPoint}");
            // using fecha sempre: no fim normal, numa queda e também num erro nosso.
            using (conexao)
            using (var canal = Canal(conexao))
                Conversar(conexao, canal);
        }
        catch (Exception erro) when (Linhas.EhQueda(erro))
        {
            // Acontece todo dia numa rede, e não é um erro do programa.
            Console.WriteLine($"Caiu uma conexão: {erro.Message}");
        }
    }

    static void Conversar(TcpClient conexao, Stream canal)
    {
        Linhas.Escrever(canal, "Boas-vindas à sala! Esta conversa fica registrada. Qual é o seu nome?");
        // Um leitor só por conexão: o que sobra depois do nome já é a primeira fala.
        using (var linhas = Linhas.Ler(canal).GetEnumerator())
        {
            // Um "é" é uma letra só, ou "e" mais acento. Normalize() escolhe a primeira.
            var nome = linhas.MoveNext() ? linhas.Current?.Normalize() ?? "" : "";
            if (nome.Length < 1 || nome.Length > 16 || !nome.All(char.IsLetterOrDigit))
            {
                Linhas.Escrever(canal, "! Um nome tem de 1 a 16 letras e algarismos.");
                return;
            }
            var eu = new Pessoa(nome, conexao, canal);
            if (!sala.Entra(eu))
            {
                eu.Recebe("! Esse nome já está em uso.");
                eu.Despedir();
                return;
            }
            try
            {
                while (linhas.MoveNext() && linhas.Current != "sair" && linhas.Current != "/sair")
                    if (linhas.Current == null)
                        eu.Recebe("! Isso não é UTF-8. Diga de outro jeito.");
                    else
                        sala.Trata(eu, linhas.Current);
            }
            finally
            {
                sala.Sai(eu); // sem o finally, uma queda deixaria na lista quem não está mais aqui
                eu.Despedir();
            }
        }
    }

    // A conexão, cifrada se há um certificado.
    static Stream Canal(TcpClient conexao)
    {
        if (certificado == null)
            return conexao.GetStream();
        var cifrado = new SslStream(conexao.GetStream());
        cifrado.AuthenticateAsServer(certificado);
        return cifrado;
    }

    static X509Certificate2 Certificado()
    {
        if (Ambiente("CERT") == null)
            return null;
#if NET
        return X509Certificate2.CreateFromPemFile(Ambiente("CERT"), Ambiente("KEY"));
#else
        throw new NotSupportedException("O Mono não lê certificados em PEM: a lição 13 precisa do .NET.");
#endif
    }
}
