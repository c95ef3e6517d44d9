# language: pt
Funcionalidade: O cliente que não lê

  @keeps-going
  Cenário: alguém para de ler, e os outros nem percebem
    Dado que "lento" se apresenta com pouca memória
    E "ana" se apresenta
    E "bob" se apresenta
    Quando "lento" para de ler
    E "ana" digita 2000 linhas de 4000 letras, e "bob" lê cada uma
    E "bob" diz "ufa"
    Então "ana" lê "[bob] ufa"
