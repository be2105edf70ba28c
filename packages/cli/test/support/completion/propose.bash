# bash propose.bash SCRIPT LINE: what bash proposes behind LINE, one a line, with the completion script SCRIPT.
source "$1"
# As readline breaks a line, at = too.
read -ra COMP_WORDS <<<"${2//=/ = }"
[[ $2 == *[\ =] ]] && COMP_WORDS+=('')
[[ $2 == *= ]] && unset 'COMP_WORDS[${#COMP_WORDS[@]}-1]'
COMP_CWORD=$((${#COMP_WORDS[@]} - 1))
_propensity
printf '%s\n' "${COMPREPLY[@]}"
