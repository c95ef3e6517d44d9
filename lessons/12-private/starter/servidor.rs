// Lição 12: um recado, que só uma pessoa lê. Este é o ponto de partida.

use std::env;
use std::fs::{self, File};
use std::io::{self, BufRead, BufReader, Read, Write};
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

/// Quem já deu o nome.
struct Pessoa {
    numero: usize,
    nome: String,
    conexao: TcpStream,
    /// O que ainda falta mandar. A fila tem fim: quem não lê não pode encher a memória.
    fila: SyncSender<String>,
}

impl Pessoa {
    /// Põe uma linha na fila desta pessoa, sem nunca esperar.
    fn recebe(&self, linha: &str) {
        if self.fila.try_send(format!("{linha}\n")).is_err() {
            // A fila encheu, ou já não há quem a leve: quem lê desta conexão percebe e cuida da
            // saída.
            let _ = self.conexao.shutdown(Shutdown::Both);
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
    // Lição 12: falta msg, que manda `(quem) TEXTO` só a quem tem o nome pedido. Se ninguém tem,
    // recuse.
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

    // Uma sala só, vista por todas as threads (Arc) e mexida por uma de cada vez (Mutex).
    let sala = Arc::new(Mutex::new(Sala { pessoas: Vec::new(), modo_tabuada: false, registro }));

    // O número distingue as conexões, mesmo que duas pessoas escolham o mesmo nome.
    for (numero, conexao) in ouvinte.incoming().enumerate() {
        let sala = sala.clone();
        // Quem cuida da conexão pode esperar à vontade; este laço volta logo a aceitar.
        thread::spawn(move || {
            // Uma conexão que falhou é problema dela: o servidor segue.
            if let Err(erro) = conexao.and_then(|conexao| atende(numero, conexao, &sala)) {
                println!("A conexão acabou com um erro: {erro}");
            }
        });
    }
}

/// Leva a fila de uma pessoa à conexão dela. Só esta thread espera, se a pessoa demora a ler.
fn leva(fila: Receiver<String>, mut conexao: TcpStream) {
    // A fila acaba quando a pessoa sai da sala e o último que faltava foi levado.
    for linha in fila {
        if conexao.write_all(linha.as_bytes()).is_err() {
            let _ = conexao.shutdown(Shutdown::Both);
            return;
        }
    }
}

/// Cuida de uma conexão, do começo ao fim.
fn atende(numero: usize, mut conexao: TcpStream, sala: &Mutex<Sala>) -> io::Result<()> {
    println!("Chegou {}", conexao.peer_addr()?);
    conexao.write_all("Boas-vindas à sala! Qual é o seu nome?\n".as_bytes())?;

    // O que chegou depois de uma linha fica guardado no leitor para a próxima: um só, até o fim.
    let mut leitor = BufReader::new(conexao.try_clone()?);
    let Some(linha) = le_linha(&mut leitor)? else { return Ok(()) };
    // Bytes que não são texto viram um nome vazio, que não serve.
    let nome = String::from_utf8(linha).unwrap_or_default();
    if !nome_serve(&nome) {
        // Ao sair da função, a conexão se fecha.
        let aviso = format!("! Um nome tem de 1 a {NOME_MAXIMO} letras ou algarismos.\n");
        return conexao.write_all(aviso.as_bytes());
    }
    println!("{nome} entrou");

    let (fila, por_levar) = sync_channel(FILA_MAXIMA);
    let saida = conexao.try_clone()?;
    // Quem já saiu da sala e não lê não pode prender a thread para sempre.
    saida.set_write_timeout(Some(ESPERA_MAXIMA))?;
    thread::spawn(move || leva(por_levar, saida));

    // lock() só falha se outra thread quebrou no meio de uma mudança; aí não há sala que se salve.
    let eu = Arc::new(Pessoa { numero, nome, conexao, fila });
    sala.lock().unwrap().entra(&eu);

    // Fim, erro, queda: tudo o que acaba com a conversa passa por aqui. É a única saída.
    let como_acabou = conversa(&eu, &mut leitor, sala);
    sala.lock().unwrap().sai(&eu);
    println!("{} saiu", eu.nome);
    como_acabou
}

/// Tudo entre entrar e sair. Pode acabar no meio, com `?`, que a saída é de quem chamou.
fn conversa(eu: &Pessoa, leitor: &mut BufReader<TcpStream>, sala: &Mutex<Sala>) -> io::Result<()> {
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
fn le_linha(leitor: &mut BufReader<TcpStream>) -> io::Result<Option<Vec<u8>>> {
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
