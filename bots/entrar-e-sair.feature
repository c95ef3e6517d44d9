# language: pt
@porta
Funcionalidade: Entrar e sair
  Quem está na sala sabe sempre quem mais está.

  Cenário: quem entra lê quem está, e os outros leem que alguém entrou
    Dado que "ana" se conecta
    E "ana" lê uma linha que casa com "^\? "
    Quando "ana" digita "ana"
    Então "ana" lê uma linha que casa com "^\* = \(1 "
    Quando "beto" se conecta
    E "beto" digita "beto"
    Então "beto" lê uma linha que casa com "^\* = ana \("
    E "ana" lê que "beto" entrou

  Cenário: quem ainda não tem nome não lê nada
    Dado que "ana" entra
    E "beto" entra
    Quando "curioso" se conecta
    E "curioso" lê uma linha que casa com "^\? "
    E "ana" diz "segredo"
    Então "beto" lê "[ana] segredo"
    Quando "curioso" digita "curioso"
    Então "curioso" lê uma linha que casa com "^\* = "
    E "ana" lê que "curioso" entrou

  Cenário: quem sai é anunciado
    Dado que "ana" entra
    E "beto" entra
    Quando "beto" sai
    Então "ana" lê que "beto" saiu

  Cenário: quem sai pode se despedir
    Dado que "ana" entra
    E "beto" entra
    Quando "beto" sai dizendo "até amanhã"
    Então "ana" lê uma linha que casa com "^\* - beto .*até amanhã"

  Cenário: a palavra sair basta
    Dado que "ana" entra
    E "beto" entra
    Quando "beto" digita "sair"
    Então "beto" lê uma linha que casa com "^\* \. "
    E a conexão de "beto" é encerrada
    E "ana" lê que "beto" saiu

  Cenário: quem cai é anunciado
    Dado que "ana" entra
    E "beto" entra
    Quando "beto" cai
    Então "ana" lê que "beto" saiu

  Cenário: quem encerra o envio recebe as respostas, e a conexão termina
    Dado que "ana" entra
    E "beto" entra
    Quando "beto" manda os bytes "até logo\n/tabuada 7 2\numa linha sem fim"
    E "beto" para de enviar
    Então "beto" lê, nesta ordem:
      """
      > 7 × 1 = 7
      > 7 × 2 = 14
      """
    E a conexão de "beto" é encerrada
    E "ana" lê "[beto] até logo" antes de qualquer linha com "sem fim"
    E "ana" lê que "beto" saiu

  Cenário: o nome de quem saiu fica livre
    Dado que "ana" entra
    E "beto" entra
    Quando "beto" cai
    E "ana" lê que "beto" saiu
    E "outro" entra com o nome "beto"
    Então "ana" lê que "beto" entrou

  Cenário: quem não chegou a dar um nome vai embora sem que se note
    Dado que "ana" entra
    E "curioso" se conecta
    E "curioso" lê uma linha que casa com "^\? "
    Quando "curioso" cai
    E "beto" entra
    Então "ana" lê uma linha que casa com "^\* \+ beto .*2"

  Cenário: trinta pessoas entram e saem
    Dado que "ana" entra
    Quando entram 30 pessoas com nomes como "aluno"
    Então "ana" lê que "aluno30" entrou
    Quando "aluno7" diz "presente"
    Então toda a turma menos "aluno7" lê "[aluno7] presente"
    Quando "aluno7" sai
    Então "aluno30" lê que "aluno7" saiu
    E "ana" lê que "aluno7" saiu
