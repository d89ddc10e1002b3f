# Completion of corecrm in bash. What the program answers is quoted by it, and is never read as commands.

_corecrm_completion() {
    local typed=${COMP_LINE:0:${COMP_POINT:-0}} line
    [[ $typed ]] || typed=${COMP_WORDS[*]}
    COMPREPLY=()
    while IFS= read -r line; do
        COMPREPLY+=("$line")
    done < <(env _CORECRM_COMPLETE=complete_bash COMP_WORDS="$typed" COMP_WORDBREAKS="$COMP_WORDBREAKS" "$1" 2>/dev/null </dev/null)
}

complete -o default -F _corecrm_completion corecrm
