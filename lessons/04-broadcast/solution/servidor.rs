// Lição 4: o que uma pessoa diz chega a todas as outras.

use std::env;
use std::io::{self, Read, Write};
use std::net::{TcpListener, TcpStream};
use std::sync::{Arc, Mutex};
use std::thread;

const NOME_MAXIMO: usize = 16;

/// Quem já deu o nome.
struct Pessoa {
    numero: usize,
    nome: String,
    conexao: TcpStream,
}

impl Pessoa {
    /// Manda uma linha a esta pessoa.
    fn recebe(&self, linha: &str) {
        // Se a pessoa se foi, não há a quem contar o erro.
        let _ = (&self.conexao).write_all(format!("{linha}\n").as_bytes());
    }
}

/// Só está aqui quem tem nome: por isso quem ainda não tem nada recebe.
struct Sala {
    pessoas: Vec<Arc<Pessoa>>,
}

impl Sala {
    fn entra(&mut self, eu: &Arc<Pessoa>) {
        self.pessoas.push(eu.clone());
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
    let Some(nome) = le_texto(&mut conexao)? else { return Ok(()) };
    if !nome_serve(&nome) {
        // Ao sair da função, a conexão se fecha.
        let aviso =
            format!("! Um nome tem de 1 a {NOME_MAXIMO} letras sem acento ou algarismos.\n");
        return conexao.write_all(aviso.as_bytes());
    }
    println!("{nome} entrou");

    // lock() só falha se outra thread quebrou no meio de uma mudança; aí não há sala que se salve.
    let eu = Arc::new(Pessoa { numero, nome, conexao: conexao.try_clone()? });
    sala.lock().unwrap().entra(&eu);

    while let Some(texto) = le_texto(&mut conexao)? {
        sala.lock().unwrap().manda_aos_outros(&eu, &format!("[{}] {texto}", eu.nome));
    }
    Ok(())
}

/// O nome inteiro precisa servir, do primeiro ao último caractere; conferir só o começo não basta.
fn nome_serve(nome: &str) -> bool {
    (1..=NOME_MAXIMO).contains(&nome.len()) && nome.chars().all(|c| c.is_ascii_alphanumeric())
}

/// O que a pessoa escreveu, sem a quebra de linha; `None` quando ela se foi.
/// Por enquanto, o que uma leitura traz vale por uma linha.
fn le_texto(conexao: &mut TcpStream) -> io::Result<Option<String>> {
    let mut balde = [0; 4096];
    let quantos = conexao.read(&mut balde)?;
    if quantos == 0 {
        return Ok(None);
    }
    Ok(Some(letras(&balde[..quantos]).trim_end_matches(['\r', '\n']).to_string()))
}

/// Por enquanto, cada byte é uma letra: assim é no ASCII, o alfabeto sem acentos.
fn letras(bytes: &[u8]) -> String {
    bytes.iter().map(|&byte| char::from(byte)).collect()
}
