# The classroom in $SALA, started as the lab starts a program.
set -- server --data "$DATA" --no-limits
if [ "$CERT" ]; then
  exec "$SALA" "$@" --tls-listen "127.0.0.1:$PORT" --cert "$CERT" --key "$KEY"
fi
exec "$SALA" "$@" --listen "127.0.0.1:$PORT"
