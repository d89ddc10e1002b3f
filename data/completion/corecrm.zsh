#compdef corecrm
# Completion of corecrm in zsh. Names and codes that the program answers are text here, and are never read as commands.

_corecrm_completion() {
  local line value typed=$PREFIX
  local -a found
  [[ $compstate[quote] == \' ]] || typed=${(Q)PREFIX}
  for line in "${(@f)$(_CORECRM_COMPLETE=complete_zsh command corecrm "${(@Q)words[1,CURRENT-1]}" "$typed" 2>/dev/null </dev/null)}"; do
    [[ -n $line ]] || continue
    value=${line%%$'\t'*}
    value=${${value//\\/\\\\}//:/\\:}
    [[ $line != *$'\t'* ]] || value+=":${${line#*$'\t'}//\\/\\\\}"
    found+=("$value")
  done
  [[ $PREFIX != -*=* ]] || compset -P 1 '*='
  if (( $#found )); then
    _describe corecrm found
  else
    _files
  fi
}

if [[ $funcstack[1] == _corecrm ]]; then
  _corecrm_completion "$@"
else
  compdef _corecrm_completion corecrm
fi
