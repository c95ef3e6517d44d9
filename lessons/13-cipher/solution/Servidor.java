// Um servidor de conversa, com comandos, um registro e recados, por um canal cifrado (TLS).

import java.io.BufferedInputStream;
import java.io.ByteArrayOutputStream;
import java.io.FileOutputStream;
import java.io.IOException;
import java.io.InputStream;
import java.net.InetAddress;
import java.net.ServerSocket;
import java.net.Socket;
import java.nio.ByteBuffer;
import java.nio.charset.CharacterCodingException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.security.GeneralSecurityException;
import java.security.KeyFactory;
import java.security.KeyStore;
import java.security.PrivateKey;
import java.security.cert.Certificate;
import java.security.cert.CertificateFactory;
import java.security.spec.InvalidKeySpecException;
import java.security.spec.PKCS8EncodedKeySpec;
import java.time.LocalDateTime;
import java.time.temporal.ChronoUnit;
import java.util.Base64;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.concurrent.ArrayBlockingQueue;
import java.util.concurrent.BlockingQueue;
import javax.net.ServerSocketFactory;
import javax.net.ssl.KeyManagerFactory;
import javax.net.ssl.SSLContext;

import static java.nio.charset.StandardCharsets.US_ASCII;
import static java.nio.charset.StandardCharsets.UTF_8;

public class Servidor {
    /** Quem manda letras sem nunca terminar a linha não pode encher a nossa memória. */
    static final int MAIOR_LINHA = 4096;
    /** Linhas à espera de quem não lê. Cabe uma fala longa, não uma ausência. */
    static final int MAIOR_FILA = 10_000;
    /** Quanto se espera, em ms, para entregar o que falta a quem já saiu da sala. */
    static final int DESPEDIDA = 3000;

    /**
     * Quem está na sala, por nome. Só mexe aqui quem está em um método {@code synchronized}: um de
     * cada vez, entre todas as threads.
     */
    static final Map<String, Pessoa> pessoas = new LinkedHashMap<>();
    static boolean modoTabuada = false;
    static Registro registro;

    /** Alguém que já deu o nome. Só a thread de entrega espera, se a pessoa demora a ler. */
    static class Pessoa {
        /** Posta no fim da fila, diz à thread de entrega que não vem mais nada. */
        static final String FIM = new String();

        final String nome;
        final Socket conexao;
        final BlockingQueue<String> fila = new ArrayBlockingQueue<>(MAIOR_FILA);
        final Thread entrega = new Thread(this::entregar);

        Pessoa(String nome, Socket conexao) {
            this.nome = nome;
            this.conexao = conexao;
            entrega.start(); // run() rodaria aqui mesmo, e esperaria
        }

        /** Põe uma linha na fila desta pessoa, sem nunca esperar. */
        void recebe(String linha) {
            if (!fila.offer(linha)) {
                cortar(); // a fila encheu: quem lê desta conexão percebe e cuida da saída
            }
        }

        void entregar() {
            try {
                for (String linha; (linha = fila.take()) != FIM; ) {
                    enviar(conexao, linha);
                }
            } catch (IOException | InterruptedException caiu) {
                cortar();
            }
        }

        void cortar() {
            try {
                conexao.setSoLinger(true, 0); // sem isto o TLS esperaria por quem não lê
                conexao.close();
            } catch (IOException jaTinhaCaido) {
                // era o que se queria
            }
        }

        /** Entrega o que falta, mas não espera para sempre por isso. */
        void despedir() throws InterruptedException {
            if (fila.offer(FIM)) {
                entrega.join(DESPEDIDA);
            }
            if (entrega.isAlive()) {
                cortar();
            }
        }
    }

    /** A conversa, em um arquivo que só cresce: uma linha para cada fala. */
    static class Registro {
        final Path caminho;
        final FileOutputStream arquivo;

        Registro(Path pasta) throws IOException {
            Files.createDirectories(pasta);
            caminho = pasta.resolve("registro.txt");
            arquivo = new FileOutputStream(caminho.toFile(), true); // true: no fim, sem apagar
            // Se o programa morreu no meio de uma linha, ela ficou sem fim.
            arquivo.write('\n');
        }

        void anota(String nome, String texto) {
            String quando = LocalDateTime.now().truncatedTo(ChronoUnit.SECONDS).toString();
            try {
                // Um FileOutputStream não guarda nada: escrita, a fala está com o sistema, e
                // sobrevive ao programa.
                arquivo.write("%s [%s] %s\n".formatted(quando, nome, texto).getBytes(UTF_8));
            } catch (IOException erro) {
                System.out.println("O registro falhou: " + erro); // disco cheio? A aula continua.
            }
        }

        List<String> ultimas(int quantas) throws IOException {
            String tudo = new String(Files.readAllBytes(caminho), UTF_8);
            List<String> falas = tudo.lines().filter(linha -> !linha.isEmpty()).toList();
            return falas.subList(Math.max(0, falas.size() - quantas), falas.size());
        }
    }

    /** Um pedido que não se pode atender; a mensagem vai a quem pediu. */
    static class Recusa extends Exception {
        Recusa(String motivo) {
            super(motivo);
        }
    }

    interface Comando {
        void faz(Pessoa eu, String texto) throws Recusa, IOException;
    }

    /** Um comando novo é uma linha aqui, e até /ajuda já o conhece. */
    static final Map<String, Comando> COMANDOS = new LinkedHashMap<>();

    static {
        COMANDOS.put("upper", (eu, texto) -> falar(eu, texto.toUpperCase()));
        COMANDOS.put("lower", (eu, texto) -> falar(eu, texto.toLowerCase()));
        COMANDOS.put("msg", Servidor::msg);
        COMANDOS.put("tabuada", Servidor::tabuada);
        COMANDOS.put("modo", Servidor::modo);
        COMANDOS.put("historico", (eu, texto) -> {
            for (String fala : registro.ultimas(20)) {
                eu.recebe("> " + fala);
            }
        });
        COMANDOS.put("ajuda", (eu, texto) ->
                eu.recebe("> /" + String.join(" /", COMANDOS.keySet()) + " sair"));
    }

    static void msg(Pessoa eu, String pedido) throws Recusa {
        String[] partes = pedido.split(" ", 2);
        if (partes.length < 2) {
            throw new Recusa("Diga para quem e o quê, assim: /msg ana oi");
        }
        Pessoa destino = pessoas.get(partes[0]);
        if (destino == null) {
            throw new Recusa("Não há ninguém aqui com o nome " + partes[0] + ".");
        }
        // Um recado não vai para o registro: é só de quem manda e de quem recebe.
        destino.recebe("(" + eu.nome + ") " + partes[1]);
    }

    static void tabuada(Pessoa eu, String numero) throws Recusa {
        try {
            long n = Integer.parseInt(numero); // long: dez vezes qualquer int cabe
            for (int k = 1; k <= 10; k++) {
                eu.recebe("> " + n + " × " + k + " = " + n * k);
            }
        } catch (NumberFormatException erro) {
            throw new Recusa("Diga um número inteiro, assim: /tabuada 7");
        }
    }

    static void modo(Pessoa eu, String qual) throws Recusa {
        // Aqui qualquer pessoa muda o modo da sala. Numa aula só quem ensina poderia.
        if (!qual.equals("conversa") && !qual.equals("tabuada")) {
            throw new Recusa("Diga /modo conversa ou /modo tabuada");
        }
        modoTabuada = qual.equals("tabuada");
        aTodos("* Agora o modo da sala é " + qual, null);
    }

    static void aTodos(String linha, Pessoa menos) {
        for (Pessoa pessoa : pessoas.values()) {
            if (pessoa != menos) {
                pessoa.recebe(linha);
            }
        }
    }

    static void falar(Pessoa eu, String texto) {
        registro.anota(eu.nome, texto); // primeiro: o que alguém já leu tem de estar no registro
        aTodos("[" + eu.nome + "] " + texto, eu);
    }

    /** Entrar é uma coisa só: ninguém entra nem sai entre a lista e o aviso. */
    static synchronized boolean entrar(Pessoa eu) {
        if (pessoas.containsKey(eu.nome)) {
            return false;
        }
        String quem = pessoas.isEmpty() ? "ninguém mais" : String.join(", ", pessoas.keySet());
        eu.recebe("* Na sala: " + quem + " (" + (pessoas.size() + 1) + " com você)");
        aTodos("* " + eu.nome + " entrou", null);
        pessoas.put(eu.nome, eu);
        return true;
    }

    static synchronized void sair(Pessoa eu) {
        pessoas.remove(eu.nome);
        aTodos("* " + eu.nome + " saiu", null);
    }

    /** Decide o que uma linha é: um comando, uma pergunta ou uma fala. */
    static synchronized void tratar(Pessoa eu, String linha) throws Recusa, IOException {
        if (linha.startsWith("/")) {
            String[] partes = linha.substring(1).split(" ", 2);
            Comando comando = COMANDOS.get(partes[0]);
            if (comando == null) {
                throw new Recusa("Não conheço esse comando. Veja /ajuda");
            }
            comando.faz(eu, partes.length < 2 ? "" : partes[1].strip());
        } else if (modoTabuada && linha.matches("\\d+")) {
            tabuada(eu, linha);
        } else if (!linha.isEmpty()) {
            falar(eu, linha);
        }
    }

    /** Tudo entre entrar e sair. */
    static void conversar(Pessoa eu, InputStream entrada) throws IOException {
        for (byte[] bytes; (bytes = lerLinha(entrada)) != null; ) {
            try {
                String linha = texto(bytes);
                if (linha.equals("sair") || linha.equals("/sair")) {
                    return;
                }
                tratar(eu, linha);
            } catch (CharacterCodingException erro) {
                eu.recebe("! Isso não é UTF-8. Diga de outro jeito.");
            } catch (Recusa recusa) {
                eu.recebe("! " + recusa.getMessage());
            }
        }
    }

    /**
     * Os bytes da próxima linha, ou null quando a pessoa se foi. Um BufferedReader faria quase o
     * mesmo, mas trocaria bytes que não são UTF-8 por outros, e leria uma linha sem fim.
     */
    static byte[] lerLinha(InputStream entrada) throws IOException {
        var linha = new ByteArrayOutputStream();
        for (int b; (b = entrada.read()) != '\n'; linha.write(b)) {
            if (b == -1 || linha.size() == MAIOR_LINHA) {
                return null;
            }
        }
        return linha.toByteArray();
    }

    /** Só uma linha inteira vira texto: um pedaço poderia acabar no meio de uma letra. */
    static String texto(byte[] linha) throws CharacterCodingException {
        // new String(…) não reclamaria de bytes que não são UTF-8.
        String texto = UTF_8.newDecoder().decode(ByteBuffer.wrap(linha)).toString();
        return texto.endsWith("\r") ? texto.substring(0, texto.length() - 1) : texto;
    }

    static void enviar(Socket conexao, String linha) throws IOException {
        conexao.getOutputStream().write((linha + "\n").getBytes(UTF_8));
    }

    /** Cuida de uma conexão, do começo ao fim. Cada uma tem a sua thread. */
    static void atender(Socket conexao) {
        // try (…) fecha a conexão sempre: no fim normal, numa queda e também num erro nosso.
        try (conexao) {
            enviar(conexao, "Boas-vindas à sala! Esta conversa fica registrada. Qual é o seu nome?");
            // Um leitor só por conexão: o que sobra depois do nome já é a primeira fala.
            InputStream entrada = new BufferedInputStream(conexao.getInputStream());
            byte[] bytes = lerLinha(entrada);
            String nome = bytes == null ? "" : texto(bytes);
            // \p{L} e \p{N}: letras e algarismos de qualquer escrita. José também serve.
            if (!nome.matches("[\\p{L}\\p{N}]{1,16}")) {
                enviar(conexao, "! Um nome tem de 1 a 16 letras e algarismos.");
                return;
            }
            Pessoa eu = new Pessoa(nome, conexao);
            if (!entrar(eu)) {
                eu.recebe("! Esse nome já está em uso.");
                eu.despedir();
                return;
            }
            try {
                conversar(eu, entrada);
            } finally {
                sair(eu); // sem o finally, uma queda deixaria na lista quem não está mais aqui
                eu.despedir();
            }
        } catch (IOException caiu) {
            System.out.println("Caiu uma conexão: " + caiu.getMessage());
        } catch (InterruptedException ninguemInterrompe) {
            throw new AssertionError(ninguemInterrompe);
        }
    }

    /** O que faz soquetes: comuns ou, com um certificado, cifrados. */
    static ServerSocketFactory fabrica() throws IOException, GeneralSecurityException {
        String arquivo = System.getenv("CERT");
        if (arquivo == null) {
            return ServerSocketFactory.getDefault();
        }
        Certificate certificado;
        try (InputStream pem = Files.newInputStream(Path.of(arquivo))) {
            certificado = CertificateFactory.getInstance("X.509").generateCertificate(pem);
        }
        KeyStore chaves = KeyStore.getInstance(KeyStore.getDefaultType());
        chaves.load(null, null);
        chaves.setKeyEntry("sala", chave(), new char[0], new Certificate[] {certificado});
        var gerente = KeyManagerFactory.getInstance(KeyManagerFactory.getDefaultAlgorithm());
        gerente.init(chaves, new char[0]);
        SSLContext contexto = SSLContext.getInstance("TLS");
        contexto.init(gerente.getKeyManagers(), null, null);
        return contexto.getServerSocketFactory();
    }

    /** Java não lê chaves em PEM: são bytes em Base64 entre duas linhas de traços. */
    static PrivateKey chave() throws IOException, GeneralSecurityException {
        String pem = Files.readString(Path.of(System.getenv("KEY")), US_ASCII);
        byte[] bytes = Base64.getMimeDecoder().decode(pem.replaceAll("-----.*-----", ""));
        var chave = new PKCS8EncodedKeySpec(bytes);
        try {
            return KeyFactory.getInstance("EC").generatePrivate(chave);
        } catch (InvalidKeySpecException outroTipo) {
            return KeyFactory.getInstance("RSA").generatePrivate(chave);
        }
    }

    public static void main(String[] args) throws Exception {
        int porta = Integer.parseInt(System.getenv().getOrDefault("PORT", "7777"));
        registro = new Registro(Path.of(System.getenv().getOrDefault("DATA", "dados")));
        // 127.0.0.1 é este computador mesmo: só programas daqui se conectam.
        InetAddress aqui = InetAddress.getByName("127.0.0.1");
        ServerSocket servidor = fabrica().createServerSocket(porta, 50, aqui);
        System.out.println("Escutando em 127.0.0.1:" + porta);

        while (true) {
            // Este laço só recebe quem chega. Esperar por uma pessoa, e também o aperto de mãos do
            // TLS, é trabalho da thread dela.
            Socket conexao = servidor.accept();
            System.out.println("Chegou alguém de " + conexao.getInetAddress().getHostAddress()
                    + ":" + conexao.getPort());
            new Thread(() -> atender(conexao)).start();
        }
    }
}
