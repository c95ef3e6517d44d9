### O que a sala diz (src/classroom).

teacher-name = professor

question = Boas-vindas à sala! Qual é o seu nome?
question-recorded = Boas-vindas à sala! Esta conversa fica registrada. Qual é o seu nome?
door-full = A sala está cheia: tente de novo mais tarde.
door-full-address = Já há conexões demais deste endereço: feche uma e tente de novo.
name-reserved = O nome { $name } é reservado a quem ensina e ao servidor: escolha outro.
name-yours = Esse já é o seu nome.
name-taken = Nome em uso (ou parecido demais com um em uso): { $name }. Escolha outro.
name-too-late = Nenhum nome em { $seconds ->
    [one] { $seconds } segundo
   *[other] { $seconds } segundos
}: conecte-se de novo quando quiser entrar.

present = ({ $count } na sala)
joined = entrou ({ $count } na sala)
left = saiu ({ $count } na sala)
left-words = saiu: { $words } ({ $count } na sala)
left-lost = perdeu a conexão ({ $count } na sala)
left-slow = saiu: conexão lenta ({ $count } na sala)
renamed = (novo nome)
renamed-teacher = Seu nome agora é { $name }.
connection = Conexão de { $address } ({ $count } na sala)
connection-closed = Conexão de { $address } encerrada antes de dar um nome ({ $count } na sala)
with-address = { $text } · { $address }

goodbye = Até logo!
class-over = A aula terminou.
class-over-why = A aula terminou: { $why }

message-sent = (para { $name }) { $text }
message-to-oneself = Esse nome é o seu: escolha outra pessoa para o recado.
nobody = Não há ninguém com o nome { $name } na sala: /who mostra quem está.
nobody-near = Não há ninguém com o nome { $name } na sala. Seria { $near }?

line-too-long = Linha comprida demais: no máximo { $max } bytes. O resto dela não foi lido.
line-not-utf8 = Essa linha não é UTF-8 e não foi lida: ajuste o seu terminal e envie de novo.
line-too-fast = Devagar: linhas demais em pouco tempo. Esta não foi lida; espere um pouco e envie de novo.
line-muted = Linhas demais: espere { $seconds ->
    [one] { $seconds } segundo
   *[other] { $seconds } segundos
} e envie de novo.

who-count = { $count ->
    [0] Ninguém na sala
    [one] 1 pessoa na sala
   *[other] { $count } pessoas na sala
}
who-line = { $name } · { $address } · desde { $since }
history-not-kept = Esta sala não guarda registro da conversa.
history-empty = Ainda não há conversa registrada nesta sala.
history-day = %d/%m %H:%M
