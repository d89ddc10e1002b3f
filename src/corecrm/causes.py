"""Why the system refused a file, in the language of the run."""

import errno

from corecrm.text import N_, _

CAUSES = {
    errno.ENOSPC: N_("the disk is full"),
    errno.EDQUOT: N_("the disk quota is used up"),
    errno.EACCES: N_("no permission for that"),
    errno.EPERM: N_("no permission for that"),
    errno.EROFS: N_("the disk is read-only"),
    errno.ENOENT: N_("there is no such file or folder"),
    errno.ENOTDIR: N_("a part of the path is not a folder"),
    errno.EEXIST: N_("a file stands there already"),
    errno.EISDIR: N_("it is a folder"),
    errno.ENAMETOOLONG: N_("the name is too long"),
}


def cause_of(error: OSError) -> str:
    """What the system said, as a part of a sentence; in its own words where there are none of ours."""
    return _(CAUSES[error.errno]) if error.errno in CAUSES else str(error.strerror or error)
