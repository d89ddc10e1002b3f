# Completion of corecrm in fish. What the program answers is text, and is never read as commands.

function __corecrm_completes
    set --local now (commandline --current-token --cut-at-cursor)
    set --local unquoted (string unescape -- "$now"; or string trim --left --chars "'\"" -- "$now")
    set --local typed (commandline --tokenize --current-process --cut-at-cursor) "$unquoted"
    set --global __corecrm_found (env _CORECRM_COMPLETE=complete_fish corecrm $typed 2>/dev/null </dev/null)
    set --query __corecrm_found[1]
end

complete --command corecrm --no-files --condition __corecrm_completes --arguments '(printf "%s\n" $__corecrm_found)'
