# language: pt
@porta @lang-pt-BR @no-journal
Funcionalidade: A porta que se fecha
  Uma sala com código só recebe quem o conhece; quem tenta adivinhar espera, e ninguém ensina sem a senha.

  @class-code-lua-nova
  Cenário: o código vem antes do nome, escrito de qualquer jeito
    Dado que "ana" entra
    Quando "beto" se conecta
    Então a próxima linha que "beto" lê é "? # Código da turma:"
    Quando "beto" digita "LUA NOVA"
    Então a próxima linha que "beto" lê é "? & Boas-vindas à sala! Qual é o seu nome?"
    Quando "beto" digita "beto"
    Então "ana" lê que "beto" entrou

  @class-code-lua-nova
  Cenário: três códigos errados encerram a conexão, e a turma nada percebe
    Dado que "ana" entra
    E "beto" entra
    E "ana" lê que "beto" entrou
    Quando "curioso" se conecta
    E "curioso" digita "1234" 3 vezes
    Então "curioso" lê uma linha que casa com "^\* \. Esse não é o código"
    E a conexão de "curioso" é encerrada
    Quando "beto" diz "e daí?"
    Então a próxima linha que "ana" lê é "[beto] e daí?"

  @class-code-lua-nova
  Cenário: quem adivinha faz esperar, e quem sabe o código entra na sua vez
    Dado que "ana" entra
    Quando "um" se conecta
    E "um" digita "1234" 3 vezes
    E a conexão de "um" é encerrada
    E "dois" se conecta
    E "dois" digita "1234" 2 vezes
    E "dois" lê uma linha que casa com "^! "
    E "dois" lê uma linha que casa com "^! "
    E "beto" se conecta
    E "beto" digita:
      """
      lua-nova
      beto
      oi, turma
      """
    Então "beto" lê uma linha com "a sua será conferida em 2 segundos"
    Quando passam 2 segundos
    Então "ana" lê que "beto" entrou
    E a próxima linha que "ana" lê é "[beto] oi, turma"

  Cenário: sem senha definida ninguém vira professor
    Dado que "ana" entra
    E "beto" entra
    E "ana" lê que "beto" entrou
    Quando "beto" digita "/professor"
    Então "beto" lê uma linha que casa com "^! Esta sala não tem senha"
    Quando "beto" digita "/professora abre-te"
    Então "beto" lê uma linha que casa com "^! A senha não vai na linha do comando"
    Quando "beto" digita "/aviso prova cancelada"
    Então "beto" lê uma linha que casa com "^! O comando /aviso é só para quem ensina"
    Quando "beto" diz "pena"
    Então a próxima linha que "ana" lê é "[beto] pena"

  @burst-2 @mute-after-1 @mute-seconds-2
  Cenário: os limites são os que se pedem
    Dado que "ana" entra
    Quando "ana" digita "oi" 3 vezes
    Então "ana" lê uma linha que casa com "^! # 4 Linhas demais: espere 2 segundos"
