// Lição 7: sair bem. Como quer que a conexão acabe, os outros ficam sabendo.

use std::env;
use std::io::{self, BufRead, BufReader, Read, Write};
use std::net::{TcpListener, TcpStream};
use std::sync::{Arc, Mutex};
use std::thread;

const NOME_MAXIMO: usize = 16;
const LINHA_MAXIMA: u64 = 4096;

/// Quem já deu o nome.
struct Pessoa {
    numero: usize,
    nome: String,
    conexao: TcpStream,
}

impl Pessoa {
    /// Manda uma linha a esta pessoa.
    fn recebe(&self, linha: &str) {
        // Se a pessoa se foi, quem lê desta conexão percebe e cuida da saída.
        let _ = (&self.conexao).write_all(format!("{linha}\n").as_bytes());
    }
}

/// Só está aqui quem tem nome: por isso quem ainda não tem nada recebe.
struct Sala {
    pessoas: Vec<Arc<Pessoa>>,
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

    fn manda_aos_outros(&self, eu: &Pessoa, linha: &str) {
        for pessoa in &self.pessoas {
            if pessoa.numero != eu.numero {
                pessoa.recebe(linha);
            }
        }
    }
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

    // Uma sala só, vista por todas as threads (Arc) e mexida por uma de cada vez (Mutex).
    let sala = Arc::new(Mutex::new(Sala { pessoas: Vec::new() }));

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

/// Cuida de uma conexão, do começo ao fim.
fn atende(numero: usize, mut conexao: TcpStream, sala: &Mutex<Sala>) -> io::Result<()> {
    println!("Chegou {}", conexao.peer_addr()?);
    conexao.write_all("Boas-vindas à sala! Qual é o seu nome?\n".as_bytes())?;

    // O que chegou depois de uma linha fica guardado no leitor para a próxima: um só, até o fim.
    let mut leitor = BufReader::new(conexao.try_clone()?);
    let Some(nome) = le_linha(&mut leitor)? else { return Ok(()) };
    if !nome_serve(&nome) {
        // Ao sair da função, a conexão se fecha.
        let aviso =
            format!("! Um nome tem de 1 a {NOME_MAXIMO} letras sem acento ou algarismos.\n");
        return conexao.write_all(aviso.as_bytes());
    }
    println!("{nome} entrou");

    // lock() só falha se outra thread quebrou no meio de uma mudança; aí não há sala que se salve.
    let eu = Arc::new(Pessoa { numero, nome, conexao });
    sala.lock().unwrap().entra(&eu);

    // Fim, erro, queda: tudo o que acaba com a conversa passa por aqui. É a única saída.
    let como_acabou = conversa(&eu, &mut leitor, sala);
    sala.lock().unwrap().sai(&eu);
    println!("{} saiu", eu.nome);
    como_acabou
}

/// Tudo entre entrar e sair. Pode acabar no meio, com `?`, que a saída é de quem chamou.
fn conversa(eu: &Pessoa, leitor: &mut BufReader<TcpStream>, sala: &Mutex<Sala>) -> io::Result<()> {
    while let Some(texto) = le_linha(leitor)? {
        sala.lock().unwrap().manda_aos_outros(eu, &format!("[{}] {texto}", eu.nome));
    }
    Ok(())
}

/// O nome inteiro precisa servir, do primeiro ao último caractere; conferir só o começo não basta.
fn nome_serve(nome: &str) -> bool {
    (1..=NOME_MAXIMO).contains(&nome.len()) && nome.chars().all(|c| c.is_ascii_alphanumeric())
}

/// A próxima linha, sem a quebra de linha; `None` quando a pessoa se foi.
fn le_linha(leitor: &mut BufReader<TcpStream>) -> io::Result<Option<String>> {
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
    Ok(Some(letras(&linha)))
}

/// Por enquanto, cada byte é uma letra: assim é no ASCII, o alfabeto sem acentos.
fn letras(bytes: &[u8]) -> String {
    bytes.iter().map(|&byte| char::from(byte)).collect()
}
