/**
 * Shell that ends every process of a program and waits until it is gone, since a port is free only then. Without forks: it
 * runs before every start. `turns` of 20 ms are waited at the most.
 */
export function endProgram(program: 'kamailio' | 'asterisk', turns: number): string {
  return `
for try in $(seq ${turns}); do
  alive=
  for p in /proc/[0-9]*; do
    stat=
    read -r stat 2>/dev/null <$p/stat
    case $stat in
      *'(${program}) Z '*) ;;
      *'(${program}) '*) alive=1; kill -9 \${p#/proc/} ;;
    esac
  done
  [ "$alive" ] || break
  sleep 0.02
done`
}
