### O que o servidor diz (src/server).

accept-failed = Ninguém consegue entrar por enquanto: { $why }. Quem já está na sala continua; aumente o limite de arquivos (ulimit -n) se acontecer de novo.
history-late = O registro não respondeu: tente de novo daqui a pouco.
connection-slow = Conexão lenta: havia mais de 1 MiB por ler. Entre de novo quando puder.

listen-address = Não entendo o endereço { $address }: use MÁQUINA:PORTA, como 127.0.0.1:7777.
listen-in-use = O endereço { $address } já está em uso: feche o outro programa ou escolha outro com --listen.
listen-unknown-host = Não encontro a máquina de { $address }: confira o nome dado em --listen.
listen-privileged = Sem permissão para abrir { $address }: portas abaixo de 1024 são do administrador; use uma maior, como 7777.
listen-failed = Não consigo abrir { $address }: { $why }. Confira o endereço dado em --listen.
listen-console-failed = Não consigo criar { $socket } para o console: { $why }. Escolha outra pasta com --data.
