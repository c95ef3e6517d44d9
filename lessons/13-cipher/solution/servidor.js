// Um servidor de conversa, com comandos, um registro e recados, por um canal cifrado (TLS).
'use strict';

const fs = require('node:fs');
const net = require('node:net');
const path = require('node:path');
const tls = require('node:tls');

const PORTA = Number(process.env.PORT ?? 7777);
// Quem manda letras sem nunca terminar a linha não pode encher a nossa memória.
const MAIOR_LINHA = 4096;
// O que se escreve a quem não lê fica na memória do Node: 1 MiB à espera, e a conexão cai.
const MAIOR_FILA = 1024 * 1024;

// Quem está na sala: nome -> soquete. Quem ainda não deu o nome não está aqui.
// Não há trancas: o Node faz uma coisa de cada vez, e uma função nunca é interrompida no meio.
const pessoas = new Map();
let modo = 'conversa';

// O registro fica numa pasta: uma linha em JSON para cada fala, sempre no fim do arquivo.
const pasta = process.env.DATA ?? 'dados';
fs.mkdirSync(pasta, { recursive: true });
const caminho = path.join(pasta, 'registro.jsonl');
const registro = fs.openSync(caminho, 'a');
// Se o programa morreu no meio de uma linha, ela ficou sem fim. Assim a próxima não gruda nela.
fs.writeSync(registro, '\n');

function registrar(nome, texto) {
  const fala = { quando: new Date().toISOString(), nome, texto };
  try {
    // Síncrono: quando volta, a fala já está com o sistema, e sobrevive ao programa.
    fs.writeSync(registro, JSON.stringify(fala) + '\n');
  } catch (erro) {
    console.error(`O registro falhou: ${erro.message}`); // disco cheio? A aula continua.
  }
}

/** As últimas falas do registro, da mais antiga à mais nova. */
function ultimasFalas(quantas) {
  const falas = [];
  for (const linha of fs.readFileSync(caminho, 'utf8').split('\n')) {
    try {
      falas.push(JSON.parse(linha));
    } catch {
      // uma linha vazia, ou uma que ficou pela metade
    }
  }
  return falas.slice(-quantas);
}

/** Escreve a uma pessoa. write() nunca espera: guarda o que não coube e volta. */
function enviar(soquete, linha) {
  soquete.write(linha + '\n');
  if (soquete.writableLength > MAIOR_FILA) soquete.destroy();
}

/** Envia o que falta e fecha. Só end() não basta: esperaria que o outro lado fechasse também. */
function despedir(soquete, linha = '') {
  soquete.write(linha);
  soquete.destroySoon();
}

function enviarATodos(linha, menos) {
  for (const [nome, soquete] of pessoas) {
    if (nome !== menos) enviar(soquete, linha);
  }
}

function falar(nome, texto) {
  registrar(nome, texto); // primeiro: o que alguém já leu tem de estar no registro
  enviarATodos(`[${nome}] ${texto}`, nome);
}

// Cada comando recebe quem pediu (nome e soquete) e o que vem depois da palavra. Um comando novo é
// uma linha aqui, e até /ajuda já o conhece; uma fila de `if` cresceria sem parar.
const COMANDOS = {
  upper: (eu, texto) => falar(eu.nome, texto.toUpperCase()),
  lower: (eu, texto) => falar(eu.nome, texto.toLowerCase()),
  msg(eu, resto) {
    const [, destino, recado] = /^(\S+) +(.+)$/.exec(resto) ?? [];
    if (!recado) return enviar(eu.soquete, '! Diga para quem e o quê, assim: /msg ana oi');
    const alguem = pessoas.get(destino);
    if (!alguem) return enviar(eu.soquete, `! Não há ninguém aqui com o nome ${destino}.`);
    // Um recado não vai para o registro: é só de quem manda e de quem recebe.
    enviar(alguem, `(${eu.nome}) ${recado}`);
  },
  tabuada(eu, texto) {
    if (!/^[+-]?\d+$/.test(texto)) {
      return enviar(eu.soquete, '! Diga um número inteiro, assim: /tabuada 7');
    }
    // BigInt: com Number, as contas com mais de 15 algarismos sairiam erradas.
    const n = BigInt(texto);
    for (let k = 1n; k <= 10n; k++) enviar(eu.soquete, `> ${n} × ${k} = ${n * k}`);
  },
  modo(eu, qual) {
    // Aqui qualquer pessoa muda o modo da sala. Numa aula só quem ensina poderia.
    if (qual !== 'conversa' && qual !== 'tabuada') {
      return enviar(eu.soquete, '! Diga /modo conversa ou /modo tabuada');
    }
    modo = qual;
    enviarATodos(`* Agora o modo da sala é ${modo}`);
  },
  historico(eu) {
    for (const { quando, nome, texto } of ultimasFalas(20)) {
      enviar(eu.soquete, `> ${quando} [${nome}] ${texto}`);
    }
  },
  ajuda: (eu) => enviar(eu.soquete, '> /' + Object.keys(COMANDOS).join(' /')),
  sair: (eu) => despedir(eu.soquete),
};

/** Decide o que uma linha é: um comando, uma pergunta ou uma fala. */
function tratar(eu, linha) {
  if (linha.trim() === 'sair') return COMANDOS.sair(eu);
  if (linha.startsWith('/')) {
    const [, palavra, resto] = /^\/(\S*)\s*(.*)$/.exec(linha);
    // hasOwn: "/constructor" não é um comando, embora todo objeto tenha um.
    if (Object.hasOwn(COMANDOS, palavra)) return COMANDOS[palavra](eu, resto.trim());
    return enviar(eu.soquete, '! Não conheço esse comando. Veja /ajuda');
  }
  if (modo === 'tabuada' && /^\s*\d+\s*$/.test(linha)) return COMANDOS.tabuada(eu, linha.trim());
  if (linha) falar(eu.nome, linha);
}

function entrar(eu, nome) {
  // \p{L} e \p{N}: letras e algarismos de qualquer escrita. José e Conceição também servem.
  if (!/^[\p{L}\p{N}]{1,16}$/u.test(nome)) {
    return despedir(eu.soquete, '! Um nome tem de 1 a 16 letras e algarismos.\n');
  }
  if (pessoas.has(nome)) return despedir(eu.soquete, '! Esse nome já está em uso.\n');
  // Primeiro a lista e o aviso, depois o Map: assim a pessoa não lê o próprio nome.
  const quem = [...pessoas.keys()].join(', ') || 'ninguém mais';
  enviar(eu.soquete, `* Na sala: ${quem} (${pessoas.size + 1} com você)`);
  enviarATodos(`* ${nome} entrou`);
  eu.nome = nome;
  pessoas.set(nome, eu.soquete);
}

/** Cuida de uma conexão, do começo ao fim. */
function atender(soquete) {
  const eu = { nome: null, soquete };
  let resto = Buffer.alloc(0); // os bytes que chegaram e ainda não são uma linha inteira

  // A rede entrega bytes, não linhas: um 'data' pode trazer meia linha, ou três de uma vez.
  soquete.on('data', (pedaco) => {
    resto = Buffer.concat([resto, pedaco]);
    for (let fim; (fim = resto.indexOf('\n')) >= 0; ) {
      const bytes = resto.subarray(0, fim);
      resto = resto.subarray(fim + 1);
      if (soquete.writableEnded) return; // já se despediu: o que vem depois não conta
      receber(bytes);
    }
    if (resto.length > MAIOR_LINHA) soquete.destroy();
  });

  function receber(bytes) {
    let linha;
    try {
      // Só uma linha inteira vira texto: um pedaço poderia acabar no meio de uma letra.
      linha = new TextDecoder('utf-8', { fatal: true }).decode(bytes).replace(/\r$/, '');
    } catch {
      // Quem manda lixo recebe uma resposta. A conversa continua.
      return enviar(soquete, '! Isso não é UTF-8. Diga de outro jeito.');
    }
    // Um "é" se escreve de dois jeitos: uma letra só, ou "e" mais acento. NFC escolhe o primeiro.
    if (eu.nome === null) entrar(eu, linha.normalize('NFC'));
    else tratar(eu, linha);
  }

  // Sem quem o escute, um evento 'error' derruba o programa inteiro. Conexões caem todo dia.
  soquete.on('error', (erro) => console.log(`Caiu uma conexão: ${erro.code}`));
  // 'close' vem sempre, depois de 'end' e depois de 'error': a saída é aqui, e só aqui.
  soquete.on('close', () => {
    if (eu.nome === null) return;
    pessoas.delete(eu.nome);
    enviarATodos(`* ${eu.nome} saiu`);
  });

  enviar(soquete, 'Boas-vindas à sala! Esta conversa fica registrada. Qual é o seu nome?');
}

// O certificado diz quem somos, e a chave prova. Sem certificado a conversa vai às claras: o mesmo
// programa serve para as outras lições.
const { CERT, KEY } = process.env;
const servidor = CERT
  ? tls.createServer({ cert: fs.readFileSync(CERT), key: fs.readFileSync(KEY) }, atender)
  : net.createServer(atender);

// Antes do aperto de mãos do TLS já há uma conexão: daqui vem o endereço.
servidor.on('connection', (soquete) => {
  console.log(`Chegou alguém de ${soquete.remoteAddress}:${soquete.remotePort}`);
});
servidor.on('tlsClientError', (erro) => console.log(`Não fala TLS: ${erro.code}`));
// 127.0.0.1 é este computador mesmo: só programas daqui conseguem se conectar.
servidor.listen(PORTA, '127.0.0.1', () => console.log(`Escutando em 127.0.0.1:${PORTA}`));
