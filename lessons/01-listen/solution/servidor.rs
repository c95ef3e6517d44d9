// Lição 1: escutar numa porta e cumprimentar quem chega.

use std::env;
use std::io::{self, Read, Write};
use std::net::{TcpListener, TcpStream};

fn main() {
    // A porta vem do ambiente, para que o mesmo programa sirva em qualquer máquina.
    let porta: u16 = env::var("PORT")
        .unwrap_or("7777".to_string())
        .parse()
        .expect("PORT precisa ser um número de porta, como 7777");
    let ouvinte =
        TcpListener::bind(("127.0.0.1", porta)).expect("não consegui escutar nesta porta");
    println!("Escutando em 127.0.0.1:{porta}");

    for conexao in ouvinte.incoming() {
        // Uma conexão que falhou é problema dela: o servidor segue para a próxima.
        if let Err(erro) = conexao.and_then(atende) {
            println!("A conexão acabou com um erro: {erro}");
        }
    }
}

/// Cuida de uma conexão, do começo ao fim.
fn atende(mut conexao: TcpStream) -> io::Result<()> {
    println!("Chegou {}", conexao.peer_addr()?);
    conexao.write_all("Boas-vindas à sala!\n".as_bytes())?;

    // Por enquanto, o que a pessoa escreve não vai a lugar nenhum. Zero bytes quer dizer: ela se
    // foi.
    let mut balde = [0; 1024];
    while conexao.read(&mut balde)? > 0 {}
    Ok(())
}
