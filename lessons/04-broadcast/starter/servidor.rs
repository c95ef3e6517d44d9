// Lição 4: o que uma pessoa diz chega a todas as outras. Este é o ponto de partida.

use std::env;
use std::io::{self, Read, Write};
use std::net::{TcpListener, TcpStream};
use std::thread;

const NOME_MAXIMO: usize = 16;

fn main() {
    // A porta vem do ambiente, para que o mesmo programa sirva em qualquer máquina.
    let porta: u16 = env::var("PORT")
        .unwrap_or("7777".to_string())
        .parse()
        .expect("PORT precisa ser um número de porta, como 7777");
    let ouvinte =
        TcpListener::bind(("127.0.0.1", porta)).expect("não consegui escutar nesta porta");
    println!("Escutando em 127.0.0.1:{porta}");

    // Lição 4: crie aqui a lista de quem tem nome. Todas as threads precisam dela:
    // Arc<Mutex<Vec<…>>>.
    for conexao in ouvinte.incoming() {
        // Quem cuida da conexão pode esperar à vontade; este laço volta logo a aceitar.
        thread::spawn(move || {
            // Uma conexão que falhou é problema dela: o servidor segue.
            if let Err(erro) = conexao.and_then(atende) {
                println!("A conexão acabou com um erro: {erro}");
            }
        });
    }
}

/// Cuida de uma conexão, do começo ao fim.
fn atende(mut conexao: TcpStream) -> io::Result<()> {
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

    // Lição 4: ponha a pessoa na lista, com o nome e a conexão (try_clone faz uma segunda), e mande
    // a cada uma das outras o que ela diz, como `[nome] texto`.
    while le_texto(&mut conexao)?.is_some() {}
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
