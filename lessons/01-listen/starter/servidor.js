// Um servidor que escuta numa porta.
'use strict';

const net = require('node:net');

const porta = Number(process.env.PORT ?? 7777);

const servidor = net.createServer((conexao) => {
  // O Node chama esta função para cada pessoa que chega, com uma conexão só com ela.

  // Lição 1: mande uma saudação a quem chegou: conexao.write(texto).
  // E mostre com console.log() de onde a pessoa vem: conexao.remoteAddress e conexao.remotePort.

  // Um evento 'data' traz os bytes da pessoa; 'end' diz que não vem mais nada.
  conexao.on('data', (bytes) => {});
  // Conexões caem todo dia. Sem quem o escute, um evento 'error' derrubaria o programa.
  conexao.on('error', (erro) => console.log(`Caiu uma conexão: ${erro.code}`));
});

// 127.0.0.1 é este computador mesmo: só programas daqui conseguem se conectar.
servidor.listen(porta, '127.0.0.1', () => console.log(`Escutando em 127.0.0.1:${porta}`));
