# Looks at the deployed application. A version that ends in "broken" does not work.
case $(cat version.txt) in
*broken) echo "version $(cat version.txt) does not work" >&2 && exit 1 ;;
*) echo "version $(cat version.txt) works" ;;
esac
