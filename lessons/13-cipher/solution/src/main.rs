// Lição 13: um canal cifrado. A conversa é a mesma; no caminho, só quem tem as chaves a lê.

use rustls::pki_types::{pem::PemObject, CertificateDer, PrivateKeyDer};
use rustls::{ServerConfig, ServerConnection};
use std::env;
use std::fs::{self, File};
use std::io::{self, BufRead, BufReader, ErrorKind, Read, Write};
use std::net::{Shutdown, TcpListener, TcpStream};
use std::path::PathBuf;
use std::str;
use std::sync::mpsc::{sync_channel, Receiver, SyncSender};
use std::sync::{Arc, Mutex};
use std::thread;
use std::time::Duration;

const NOME_MAXIMO: usize = 16;
const LINHA_MAXIMA: u64 = 4096;
const HISTORICO: usize = 20;
const FILA_MAXIMA: usize = 10_000; // linhas: cabe uma fala longa, não uma ausência
const ESPERA_MAXIMA: Duration = Duration::from_secs(10);

/// Uma conexão cifrada. Uma thread lê dela e outra escreve nela, ao mesmo tempo.
struct Canal {
    /// Sem certificado não há cifra: o mesmo programa serve para as outras lições.
    tls: Option<Mutex<ServerConnection>>,
    tcp: TcpStream,
    /// Quem escreve segura esta vez até o fim, pois as partes cifradas têm de chegar em ordem.
    vez: Mutex<()>,
}

impl Canal {
    fn novo(tcp: TcpStream, config: Option<Arc<ServerConfig>>) -> io::Result<Canal> {
        // Quem já saiu da sala e não lê não pode prender a thread para sempre.
        tcp.set_write_timeout(Some(ESPERA_MAXIMA))?;
        let tls = config.map(ServerConnection::new).transpose().map_err(io::Error::other)?;
        Ok(Canal { tls: tls.map(Mutex::new), tcp, vez: Mutex::new(()) })
    }

    /// Cifra e manda. Antes de o aperto de mão acabar, o texto fica guardado à espera dele.
    fn manda(&self, texto: &str) -> io::Result<()> {
        let _vez = self.vez.lock().unwrap();
        let Some(tls) = &self.tls else { return (&self.tcp).write_all(texto.as_bytes()) };
        let mut cifrado = Vec::new();
        let mut tls = tls.lock().unwrap();
        tls.writer().write_all(texto.as_bytes())?;
        while tls.wants_write() {
            tls.write_tls(&mut cifrado)?;
        }
        // Enquanto se espera pela rede, quem lê pode decifrar.
        drop(tls);
        (&self.tcp).write_all(&cifrado)
    }
}

impl Read for &Canal {
    fn read(&mut self, destino: &mut [u8]) -> io::Result<usize> {
        let Some(canal) = &self.tls else { return (&self.tcp).read(destino) };
        loop {
            match canal.lock().unwrap().reader().read(destino) {
                Err(erro) if erro.kind() == ErrorKind::WouldBlock => {} // nada decifrado ainda
                pronto => return pronto,
            }
            // A espera é aqui, sem segurar a cifra: a outra thread pode escrever.
            let mut balde = [0; 4096];
            let quantos = (&self.tcp).read(&mut balde)?;
            if quantos == 0 {
                return Ok(0);
            }
            let mut chegou = &balde[..quantos];
            let mut entendi = Ok(());
            let mut tls = canal.lock().unwrap();
            while entendi.is_ok() && !chegou.is_empty() && tls.read_tls(&mut chegou)? > 0 {
                entendi = tls.process_new_packets().map(|_| ());
            }
            let responde = tls.wants_write();
            drop(tls);
            // O aperto de mão é uma conversa, e um erro também se conta ao outro lado.
            if responde {
                self.manda("")?;
            }
            entendi.map_err(|erro| io::Error::new(ErrorKind::InvalidData, erro))?;
        }
    }
}

impl Drop for Canal {
    fn drop(&mut self) {
        // A despedida do TLS: sem ela, o fim poderia ser de alguém que cortou o caminho.
        if let Some(tls) = &self.tls {
            tls.lock().unwrap().send_close_notify();
            let _ = self.manda("");
        }
    }
}

/// Quem já deu o nome.
struct Pessoa {
    numero: usize,
    nome: String,
    conexao: Arc<Canal>,
    /// O que ainda falta mandar. A fila tem fim: quem não lê não pode encher a memória.
    fila: SyncSender<String>,
}

impl Pessoa {
    /// Põe uma linha na fila desta pessoa, sem nunca esperar.
    fn recebe(&self, linha: &str) {
        if self.fila.try_send(format!("{linha}\n")).is_err() {
            // A fila encheu, ou já não há quem a leve: quem lê desta conexão percebe e cuida da
            // saída.
            let _ = self.conexao.tcp.shutdown(Shutdown::Both);
        }
    }
}

/// Só está aqui quem tem nome: por isso quem ainda não tem nada recebe.
struct Sala {
    pessoas: Vec<Arc<Pessoa>>,
    /// Um número sozinho é um pedido de tabuada?
    modo_tabuada: bool,
    registro: Registro,
}

/// A conversa, num arquivo que só cresce: o que já está escrito nunca é mexido.
struct Registro {
    caminho: PathBuf,
    arquivo: File,
    pede_sync: SyncSender<()>,
}

impl Registro {
    fn abre(pasta: PathBuf) -> io::Result<Registro> {
        fs::create_dir_all(&pasta)?;
        let caminho = pasta.join("registro.txt");
        let arquivo = File::options().append(true).create(true).open(&caminho)?;

        // sync_data espera até o disco ter tudo, para o caso de faltar luz. É lento: uma thread faz
        // isso enquanto a conversa segue. No canal cabe um pedido só, que vale por tudo o que já
        // foi escrito.
        let (pede_sync, pedidos) = sync_channel(1);
        let copia = arquivo.try_clone()?;
        thread::spawn(move || {
            for () in pedidos {
                if let Err(erro) = copia.sync_data() {
                    println!("O disco não confirmou o registro: {erro}");
                }
            }
        });
        Ok(Registro { caminho, arquivo, pede_sync })
    }

    fn anota(&mut self, linha: &str) {
        // Escrita já, a linha fica mesmo que matem o programa agora. Se o disco encheu, a conversa
        // segue.
        if let Err(erro) = self.arquivo.write_all(format!("{linha}\n").as_bytes()) {
            println!("Uma linha ficou fora do registro: {erro}");
        }
        // Se um pedido já espera, ele basta.
        let _ = self.pede_sync.try_send(());
    }
}

impl Sala {
    /// Entrar é uma coisa só: quem chega não perde ninguém, e ninguém perde quem chega.
    fn entra(&mut self, eu: &Arc<Pessoa>) {
        // A lista se faz antes de a pessoa estar nela.
        let nomes: Vec<&str> = self.pessoas.iter().map(|pessoa| pessoa.nome.as_str()).collect();
        let quem = if nomes.is_empty() { "ninguém mais".to_string() } else { nomes.join(" ") };
        eu.recebe(&format!("* Aqui com você: {quem} ({} na sala)", nomes.len() + 1));

        self.pessoas.push(eu.clone());
        self.manda_aos_outros(
            eu,
            &format!("* {} entrou ({} na sala)", eu.nome, self.pessoas.len()),
        );
    }

    fn sai(&mut self, eu: &Pessoa) {
        self.pessoas.retain(|pessoa| pessoa.numero != eu.numero);
        self.manda_aos_outros(eu, &format!("* {} saiu ({} na sala)", eu.nome, self.pessoas.len()));
    }

    fn diz(&mut self, eu: &Pessoa, texto: &str) {
        let linha = format!("[{}] {texto}", eu.nome);
        self.registro.anota(&linha);
        self.manda_aos_outros(eu, &linha);
    }

    fn manda_aos_outros(&self, eu: &Pessoa, linha: &str) {
        for pessoa in &self.pessoas {
            if pessoa.numero != eu.numero {
                pessoa.recebe(linha);
            }
        }
    }
}

/// Um comando recebe a sala, quem pede e o que vem depois do nome. Se recusa, devolve o porquê.
type Comando = fn(&mut Sala, &Pessoa, &str) -> Result<(), &'static str>;

/// Todos os comandos: nome, ajuda e função. Um comando novo é uma linha nova aqui, e mais nada.
const COMANDOS: &[(&str, &str, Comando)] = &[
    ("ajuda", "mostra esta lista", ajuda),
    ("upper", "TEXTO: diz o texto em maiúsculas", upper),
    ("lower", "TEXTO: diz o texto em minúsculas", lower),
    ("msg", "NOME TEXTO: manda um recado a uma pessoa só", msg),
    ("tabuada", "N: mostra a tabuada de N", tabuada),
    ("modo", "conversa ou tabuada: o que um número sozinho quer dizer", modo),
    ("historico", "repete o que se disse por último", historico),
];

fn ajuda(_: &mut Sala, eu: &Pessoa, _: &str) -> Result<(), &'static str> {
    for (nome, explica, _) in COMANDOS {
        eu.recebe(&format!("> /{nome} {explica}"));
    }
    eu.recebe("> sair deixa a sala");
    Ok(())
}

fn upper(sala: &mut Sala, eu: &Pessoa, texto: &str) -> Result<(), &'static str> {
    sala.diz(eu, &texto.to_uppercase());
    Ok(())
}

fn lower(sala: &mut Sala, eu: &Pessoa, texto: &str) -> Result<(), &'static str> {
    sala.diz(eu, &texto.to_lowercase());
    Ok(())
}

fn msg(sala: &mut Sala, eu: &Pessoa, pedido: &str) -> Result<(), &'static str> {
    let (nome, texto) = pedido.split_once(' ').ok_or("Falta o nome ou o texto: /msg NOME TEXTO")?;
    let achado = sala.pessoas.iter().find(|pessoa| pessoa.nome == nome);
    let pessoa = achado.ok_or("Não há ninguém com esse nome na sala.")?;
    // Um recado é de duas pessoas só: não vai para o registro.
    pessoa.recebe(&format!("({}) {}", eu.nome, texto.trim()));
    Ok(())
}

fn tabuada(_: &mut Sala, eu: &Pessoa, numero: &str) -> Result<(), &'static str> {
    let n: i64 = numero.parse().map_err(|_| "A tabuada é de um número inteiro: /tabuada 7")?;
    for k in 1..=10 {
        // Em i128 cabe dez vezes qualquer i64: a conta não estoura.
        eu.recebe(&format!("> {n} × {k} = {}", i128::from(n) * k));
    }
    Ok(())
}

fn modo(sala: &mut Sala, eu: &Pessoa, qual: &str) -> Result<(), &'static str> {
    sala.modo_tabuada = match qual {
        "tabuada" => true,
        "conversa" => false,
        _ => return Err("Os modos são conversa e tabuada: /modo tabuada"),
    };
    let aviso = format!("* O modo agora é {qual}.");
    eu.recebe(&aviso);
    sala.manda_aos_outros(eu, &aviso);
    Ok(())
}

fn historico(sala: &mut Sala, eu: &Pessoa, _: &str) -> Result<(), &'static str> {
    let tudo = fs::read(&sala.registro.caminho).map_err(|_| "Não consegui ler o registro.")?;
    let tudo = String::from_utf8_lossy(&tudo);
    let mut ultimas: Vec<&str> = tudo.lines().rev().take(HISTORICO).collect();
    ultimas.reverse();
    for linha in ultimas {
        eu.recebe(&format!("> {linha}"));
    }
    Ok(())
}

/// Uma linha é um comando, um pedido de tabuada ou fala.
fn trata(sala: &mut Sala, eu: &Pessoa, linha: &str) -> Result<(), &'static str> {
    if let Some(pedido) = linha.strip_prefix('/') {
        let (nome, resto) = pedido.split_once(' ').unwrap_or((pedido, ""));
        let achado = COMANDOS.iter().find(|comando| comando.0 == nome);
        let (_, _, faz) = achado.ok_or("Não conheço esse comando. /ajuda mostra todos.")?;
        return faz(sala, eu, resto.trim());
    }
    if sala.modo_tabuada && linha.trim().parse::<i64>().is_ok() {
        return tabuada(sala, eu, linha.trim());
    }
    sala.diz(eu, linha);
    Ok(())
}

fn main() {
    // A porta vem do ambiente, para que o mesmo programa sirva em qualquer máquina.
    let porta: u16 = env::var("PORT")
        .unwrap_or("7777".to_string())
        .parse()
        .expect("PORT precisa ser um número de porta, como 7777");
    let ouvinte =
        TcpListener::bind(("127.0.0.1", porta)).expect("não consegui escutar nesta porta");
    println!("Escutando em 127.0.0.1:{porta}");

    let pasta = env::var_os("DATA").unwrap_or("dados".into());
    let registro =
        Registro::abre(pasta.into()).expect("não consegui abrir o registro na pasta de DATA");

    let config = env::var("CERT").ok().map(|certificado| Arc::new(configura(&certificado)));

    // Uma sala só, vista por todas as threads (Arc) e mexida por uma de cada vez (Mutex).
    let sala = Arc::new(Mutex::new(Sala { pessoas: Vec::new(), modo_tabuada: false, registro }));

    // O número distingue as conexões, mesmo que duas pessoas escolham o mesmo nome.
    for (numero, conexao) in ouvinte.incoming().enumerate() {
        let (sala, config) = (sala.clone(), config.clone());
        // Quem cuida da conexão pode esperar à vontade; este laço volta logo a aceitar.
        thread::spawn(move || {
            // Uma conexão que falhou é problema dela: o servidor segue.
            if let Err(erro) = conexao.and_then(|conexao| atende(numero, conexao, config, &sala)) {
                println!("A conexão acabou com um erro: {erro}");
            }
        });
    }
}

/// O certificado diz quem somos; a chave prova. Os dois estão em arquivos PEM.
fn configura(certificado: &str) -> ServerConfig {
    let chave = env::var("KEY").unwrap_or("key.pem".to_string());
    let corrente = CertificateDer::pem_file_iter(certificado)
        .and_then(|todos| todos.collect())
        .expect("CERT precisa ser um arquivo PEM com um certificado");
    let chave =
        PrivateKeyDer::from_pem_file(chave).expect("KEY precisa ser um arquivo PEM com uma chave");
    ServerConfig::builder()
        .with_no_client_auth()
        .with_single_cert(corrente, chave)
        .expect("o certificado e a chave não combinam")
}

/// Leva a fila de uma pessoa à conexão dela. Só esta thread espera, se a pessoa demora a ler.
fn leva(fila: Receiver<String>, conexao: Arc<Canal>) {
    // A fila acaba quando a pessoa sai da sala e o último que faltava foi levado.
    for linha in fila {
        if conexao.manda(&linha).is_err() {
            let _ = conexao.tcp.shutdown(Shutdown::Both);
            return;
        }
    }
}

/// Cuida de uma conexão, do começo ao fim.
fn atende(
    numero: usize,
    tcp: TcpStream,
    config: Option<Arc<ServerConfig>>,
    sala: &Mutex<Sala>,
) -> io::Result<()> {
    println!("Chegou {}", tcp.peer_addr()?);
    let conexao = Arc::new(Canal::novo(tcp, config)?);
    conexao.manda("Boas-vindas à sala! Qual é o seu nome?\n")?;

    // O que chegou depois de uma linha fica guardado no leitor para a próxima: um só, até o fim.
    let mut leitor = BufReader::new(&*conexao);
    let Some(linha) = le_linha(&mut leitor)? else { return Ok(()) };
    // Bytes que não são texto viram um nome vazio, que não serve.
    let nome = String::from_utf8(linha).unwrap_or_default();
    if !nome_serve(&nome) {
        // Ao sair da função, a conexão se fecha.
        let aviso = format!("! Um nome tem de 1 a {NOME_MAXIMO} letras ou algarismos.\n");
        return conexao.manda(&aviso);
    }
    println!("{nome} entrou");

    let (fila, por_levar) = sync_channel(FILA_MAXIMA);
    let saida = conexao.clone();
    thread::spawn(move || leva(por_levar, saida));

    // lock() só falha se outra thread quebrou no meio de uma mudança; aí não há sala que se salve.
    let eu = Arc::new(Pessoa { numero, nome, conexao: conexao.clone(), fila });
    sala.lock().unwrap().entra(&eu);

    // Fim, erro, queda: tudo o que acaba com a conversa passa por aqui. É a única saída.
    let como_acabou = conversa(&eu, &mut leitor, sala);
    sala.lock().unwrap().sai(&eu);
    println!("{} saiu", eu.nome);
    como_acabou
}

/// Tudo entre entrar e sair. Pode acabar no meio, com `?`, que a saída é de quem chamou.
fn conversa(eu: &Pessoa, leitor: &mut BufReader<&Canal>, sala: &Mutex<Sala>) -> io::Result<()> {
    while let Some(linha) = le_linha(leitor)? {
        let mut sala = sala.lock().unwrap();
        // Só aqui a linha está inteira: antes disso, um caractere poderia estar cortado ao meio.
        match str::from_utf8(&linha) {
            Ok("sair" | "/sair") => break,
            Ok(texto) => {
                // Um comando recusado nunca derruba ninguém.
                if let Err(motivo) = trata(&mut sala, eu, texto) {
                    eu.recebe(&format!("! {motivo}"));
                }
            }
            Err(_) => eu.recebe("! Essa linha não é UTF-8 e não foi a ninguém."),
        }
    }
    Ok(())
}

/// O nome inteiro precisa servir, do primeiro ao último caractere; conferir só o começo não basta.
fn nome_serve(nome: &str) -> bool {
    // len() contaria bytes, e José tem cinco deles.
    (1..=NOME_MAXIMO).contains(&nome.chars().count()) && nome.chars().all(char::is_alphanumeric)
}

/// Os bytes da próxima linha, sem a quebra de linha; `None` quando a pessoa se foi.
fn le_linha(leitor: &mut BufReader<&Canal>) -> io::Result<Option<Vec<u8>>> {
    let mut linha = Vec::new();
    // read_until espera pelo resto da linha. O limite (take) não deixa uma linha sem fim encher a
    // memória.
    leitor.take(LINHA_MAXIMA).read_until(b'\n', &mut linha)?;
    if linha.pop() != Some(b'\n') {
        // A linha ficou pela metade: a pessoa se foi, ou a linha passa do limite.
        return Ok(None);
    }
    // Há programas que terminam as linhas com \r\n.
    if linha.last() == Some(&b'\r') {
        linha.pop();
    }
    Ok(Some(linha))
}
