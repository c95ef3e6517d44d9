### O que o servidor diz (src/server).

accept-failed = Ninguém consegue entrar por enquanto: { $why }. Quem já está na sala continua; aumente o limite de arquivos (ulimit -n) se acontecer de novo.
history-late = O registro não respondeu: tente de novo daqui a pouco.
class-unattended = A aula termina em { $minutes } min: o console de quem ensina está fechado. “sala console” o reabre.
connection-slow = Conexão lenta: havia mais de 1 MiB por ler. Entre de novo quando puder.
console-password = Senha de quem ensina:
console-refused = Senha errada outra vez: o console não abriu. Tente de novo com sala console.
console-wrong = Senha errada.

listen-address = Não entendo o endereço { $address }: use MÁQUINA:PORTA, como 127.0.0.1:7777.
listen-not-open = Em { $address } qualquer pessoa da rede entraria e leria tudo: use --tls-listen com --class-code auto (canal cifrado e código) ou, se é o que você quer, --open.
listen-not-open-tls = Em { $address } qualquer pessoa da rede entraria: peça um código com --class-code auto ou, se é o que você quer, use --open.
listen-in-use = O endereço { $address } já está em uso: feche o outro programa ou escolha outro endereço.
listen-unknown-host = Não encontro a máquina de { $address }: confira o nome dado em --listen ou --tls-listen.
listen-privileged = Sem permissão para abrir { $address }: portas abaixo de 1024 são de quem administra a máquina; use uma maior, como 7777.
listen-failed = Não consigo abrir { $address }: { $why }. Confira o endereço dado em --listen ou --tls-listen.
listen-console-failed = Não consigo criar { $socket } para o console: { $why }. Escolha outra pasta com --data.

handshake-plain = Este endereço é do canal cifrado: entre com sala client tls://MÁQUINA:PORTA, ou peça a quem abriu a sala um endereço sem tls://.
handshake-failed = O canal cifrado com { $address } não foi aberto: { $why }{ $untold ->
    [0] .
    [one] { "" } (e mais { $untold } antes).
   *[other] { "" } (e mais { $untold } antes).
}
handshake-failed-silent = nada chegou em 5 segundos
handshake-failed-plain = do outro lado não se fala TLS
handshake-failed-late = levou mais de 10 segundos
handshake-failed-called-off = deu lugar a quem veio depois

# O que se diz a navegadores.
web-not-found = Não há nada neste endereço: a sala está em /.
web-method = Aqui só se lê: use GET ou HEAD.
web-late = O pedido não chegou inteiro em 10 segundos.
web-host = Esse não é um nome desta sala: use o endereço que ela mostrou ao abrir, ou dê o nome com --web-host.
web-origin = Esse pedido vem de outra página: abra a sala pelo endereço dela.
web-upgrade = Aqui se fala WebSocket, versão 13: a página da sala está em /.
web-large = O pedido é grande demais: no máximo 8 KiB.
web-redirect = Esta sala está em https.
web-bad-request = Esse pedido não é HTTP/1.1 correto: confira o programa que o enviou.
web-refused = O pedido de { $address } foi recusado: { $why }{ $untold ->
    [0] .
    [one] { "" } (e mais { $untold } antes).
   *[other] { "" } (e mais { $untold } antes).
}
web-called-off = deu lugar a quem veio depois
web-socket-ended = O WebSocket de { $address } foi encerrado com { $code }: { $why }{ $untold ->
    [0] .
    [one] { "" } (e mais { $untold } antes).
   *[other] { "" } (e mais { $untold } antes).
}

certificate-file = Não consigo usar { $path }: { $why }. Confira o arquivo e as permissões da pasta.
certificate-alone = { $present } existe, mas { $missing } não: restaure o arquivo que falta, ou apague o outro para a sala criar um certificado novo.
certificate-none = Nenhum certificado em { $path }: indique com --cert um arquivo PEM (BEGIN CERTIFICATE).
certificate-no-key = Nenhuma chave privada em { $path }: indique com --key um arquivo PEM (BEGIN PRIVATE KEY).
certificate-mismatch = A chave { $key } não é a do certificado { $certificate }: indique o par certo com --cert e --key.
certificate-unusable = O certificado { $path } não serve: { $why }. Indique outro com --cert e --key, ou apague-o da pasta de dados para a sala criar um novo.

password-too-short = A senha tem menos de { $min } caracteres: escolha uma mais comprida.
password-too-long = A senha tem mais de { $max } bytes: escolha uma mais curta.
password-control = A senha tem caracteres de controle: escolha outra, que se possa digitar.
password-file = Não consigo usar { $path } ({ $why }): confira a pasta dada em --data.
password-exposed = Outras pessoas podem ler { $path }: corrija com chmod 600 { $path }.
password-damaged = O que está em { $path } não é uma senha guardada ({ $why }): defina a senha de novo com sala server password.
nobody-came = Em um minuto, ninguém se conectou de outra máquina. Se alguém tentou: estão todos na mesma rede Wi-Fi? Redes de visitantes isolam os aparelhos uns dos outros, e um firewall neste computador pode bloquear a porta. Para o primeiro caso, use um roteador próprio ou o celular como ponto de acesso; para o segundo, libere a porta no firewall.
