#!/usr/bin/env bash
# Proves the Dockerfile and docker-compose.yml on this machine's Docker engine: builds the image, brings everything up, sends a
# first event and a command of sales through the front door, reads both back as customers, and takes everything down again (--keep leaves it running).
set -euo pipefail
root="$(cd "$(dirname "${BASH_SOURCE[0]}")/../.." && pwd)"
cd "$root"
docker version --format '{{.Server.Version}}' >/dev/null 2>&1 || { echo "No Docker engine answers: start it, or set DOCKER_HOST." >&2; exit 1; }
if docker compose version >/dev/null 2>&1; then compose=(docker compose); else compose=(docker-compose); fi

infra/containers/base-images.sh

work="$(mktemp -d)"
npm run --silent topology -- secrets 2>/dev/null >"$work/env"
set -a && . "$work/env" && set +a
export PORT="${PORT:-4100}" COMPOSE_PROJECT_NAME=touchstone-proof
finish() {
  status=$?
  [ "$status" -eq 0 ] || "${compose[@]}" logs --no-color --tail 40 || true
  [ "${keep:-}" ] || "${compose[@]}" down --volumes --remove-orphans >/dev/null 2>&1
  rm -rf "$work"
  exit "$status"
}
[ "${1:-}" = --keep ] && keep=yes
trap finish EXIT

echo "building the image"
DOCKER_SCAN_SUGGEST=false docker build --quiet --target app --tag touchstone:latest . >/dev/null
echo "bringing everything up"
if "${compose[@]}" up --help | grep -- --wait >/dev/null; then
  "${compose[@]}" up --no-build --detach --wait --wait-timeout 300
else
  "${compose[@]}" --compatibility up --no-build --detach
  # Compose 1 does not wait; a container without a health check has none.
  until health="$(docker inspect --format '{{if .State.Health}}{{.State.Health.Status}}{{else}}{{.State.Status}}{{end}}' $("${compose[@]}" ps --quiet))" &&
    ! grep -qvE '^(healthy|running)$' <<<"$health"; do
    [ "$SECONDS" -lt 900 ] || { echo "not everything is healthy after 15 minutes" >&2; exit 1; }
    sleep 2
  done
fi

address="http://127.0.0.1:$PORT"
field() { node -pe "JSON.parse(require('node:fs').readFileSync(0, 'utf8')).$1"; }
admin=(--silent --show-error --fail --retry 40 --retry-delay 3 --retry-max-time 600 --max-time 30 --header "authorization: Bearer $FIRST_API_KEY" --header 'content-type: application/json')
key="$(curl "${admin[@]}" "$address/admin/sources" --data '{"name":"proof"}' | field writeKey)"
token="$(curl --silent --show-error --fail --retry 40 --retry-delay 3 --retry-max-time 600 --user "$key:" --header 'content-type: application/json' --dump-header - --output /dev/null \
  "$address/v1/track" --data '{"userId":"ana","event":"Order Completed","messageId":"proof-1","properties":{"order_id":"o-1","total":12.5,"currency":"EUR"}}' |
  tr -d '\r' | sed -n 's/^[Tt]ouchstone-[Pp]osition: //p')"
curl "${admin[@]}" --header "touchstone-wait-for: $token" "$address/customers?identifier=user_id:ana" >"$work/customer"
echo "the customer: $(cat "$work/customer")"
revenue="$(field 'items[0].orders.revenue[0].amount' <"$work/customer")"
[ "$revenue" = 12.5 ] || [ "$revenue" = 12.50 ] || { echo "revenue is $revenue, expected 12.5" >&2; exit 1; }

rep_key="$(curl "${admin[@]}" "$address/admin/api-keys" --data '{"name":"proof","role":"rep","person":"ana"}' | field apiKey)"
rep=(--silent --show-error --fail --retry 40 --retry-delay 3 --retry-max-time 600 --max-time 30 --header "authorization: Bearer $rep_key" --header 'content-type: application/json')
curl "${rep[@]}" --header 'idempotency-key: "proof-2"' --dump-header "$work/headers" --output "$work/lead" "$address/sales/leads" \
  --data '{"channel":"phone","person":{"name":"Bo","email":"bo@example.com"}}'
token="$(tr -d '\r' <"$work/headers" | sed -n 's/^[Tt]ouchstone-[Pp]osition: //p')"
curl "${rep[@]}" "$address/sales/leads/$(field id <"$work/lead")" >/dev/null
curl "${admin[@]}" --header "touchstone-wait-for: $token" "$address/customers?identifier=email:bo@example.com" >"$work/customer"
[ "$(field 'items.length' <"$work/customer")" = 1 ] || { echo "the lead of sales is no customer: $(cat "$work/customer")" >&2; exit 1; }
curl "${rep[@]}" "$address/sales/opportunities" >/dev/null
curl "${admin[@]}" "$address/projections" >/dev/null
echo "the lead of sales: $(cat "$work/customer")"

for closed in /internal/marks /metrics /%69nternal/marks //metrics; do
  [ "$(curl --silent --path-as-is --output /dev/null --write-out '%{http_code}' "$address$closed")" = 404 ] || { echo "the front door lets $closed through" >&2; exit 1; }
done
for service in $("${compose[@]}" config --services | grep -E 'gateway|repository|projections|query|backup|automation'); do
  [ "$("${compose[@]}" exec -T "$service" id -u)" != 0 ] || { echo "$service runs as root" >&2; exit 1; }
done
"${compose[@]}" ps
echo "the image was built, everything is healthy, and the first event and a command of sales went through"
