"""A running installation to test against: a database of its own, the server and the demo partner on free ports."""

import contextlib
import json
import os
import secrets
import shutil
import signal
import socket
import subprocess
import tempfile
import time
import urllib.error
import urllib.parse
import urllib.request


class Trouble(Exception):
    """Something the tests need is missing or does not start."""


def free_ports(count):
    """The first of so many loopback ports in a row that nobody uses."""
    for _ in range(200):
        first = 20000 + secrets.randbelow(12000)
        with contextlib.ExitStack() as held:
            try:
                for port in range(first, first + count):
                    probe = held.enter_context(socket.socket())
                    probe.bind(("127.0.0.1", port))
            except OSError:
                continue
            return first
    raise Trouble("no free ports")


class Installation:
    """Everything from nothing, and gone again when it is closed."""

    def __init__(self, more=None):
        self.binary = os.environ.get("SYMBOLON_BINARY") or ".build/debug/symbolon"
        superuser = os.environ.get("SYMBOLON_TEST_DATABASE_URL")
        if not superuser:
            raise Trouble("set SYMBOLON_TEST_DATABASE_URL to a superuser's URL of a running PostgreSQL")
        if not os.access(self.binary, os.X_OK):
            raise Trouble(f"SYMBOLON_BINARY: {self.binary} cannot be run")
        self.binary = os.path.abspath(self.binary)
        self.superuser = urllib.parse.urlsplit(superuser)
        self.database = "symbolon_tests_" + secrets.token_hex(4)
        self.folder = tempfile.mkdtemp(prefix="symbolon-tests-")
        self.port = free_ports(20)
        self.base = f"http://127.0.0.1:{self.port}"
        self.processes = []
        self.settings = {
            "SYMBOLON_DATABASE_URL": self.url("symbolon_app"),
            "SYMBOLON_WORKER_DATABASE_URL": self.url("symbolon_worker"),
            "SYMBOLON_KEY_FILE": self.path("keys"),
            "SYMBOLON_PUBLIC_URL": self.base,
            "SYMBOLON_LISTEN": f"127.0.0.1:{self.port}",
            "SYMBOLON_MANAGEMENT_LISTEN": f"127.0.0.1:{self.port + 1}",
            **(more or {}),
        }

    def __enter__(self):
        try:
            self._start()
        except BaseException:
            self.close()
            raise
        return self

    def __exit__(self, *_):
        self.close()

    def path(self, name):
        return os.path.join(self.folder, name)

    def url(self, user=None, database=None):
        """The superuser's URL with another user and database."""
        place = self.superuser.netloc.rpartition("@")[2]
        who = user or self.superuser.netloc.rpartition("@")[0]
        netloc = f"{who}@{place}" if who else place
        parts = ("postgresql", netloc, "/" + (database or self.database), self.superuser.query, "")
        # urlunsplit would drop the // of an empty host, which a socket's URL has.
        scheme, netloc, path, query, _ = parts
        return f"{scheme}://{netloc}{path}" + (f"?{query}" if query else "")

    def run(self, *words, more=None, given=None):
        """Runs `symbolon` and returns its output."""
        environment = {**self._environment(), **self.settings, **(more or {})}
        done = subprocess.run(
            [self.binary, *words], env=environment, input=given, capture_output=True, text=True, timeout=120, check=False
        )
        if done.returncode != 0:
            raise Trouble(f"symbolon {' '.join(words)} ended with {done.returncode}: {done.stderr}{done.stdout}")
        return done.stdout

    def json(self, *words, given=None):
        """What `symbolon` prints, read as JSON."""
        return json.loads(self.run(*words, "--json", given=given) or "null")

    def sql(self, text, database=None):
        """Runs SQL as the superuser."""
        words = ["psql", "-X", "-q", "-A", "-t", "-v", "ON_ERROR_STOP=1", "-d", self.url(database=database), "-f", "-"]
        done = subprocess.run(words, input=text, capture_output=True, text=True, timeout=120, check=False)
        if done.returncode != 0:
            raise Trouble(f"psql: {done.stderr}")
        return done.stdout.strip()

    def _environment(self):
        kept = ("PATH", "HOME", "LANG", "LD_LIBRARY_PATH")
        return {name: value for name, value in os.environ.items() if name in kept}

    def _start(self):
        self.sql(f"CREATE DATABASE {self.database}", database="postgres")
        self.sql(self.run("migrate", "roles"))
        self.sql(f"ALTER DATABASE {self.database} OWNER TO symbolon_owner; ALTER SCHEMA public OWNER TO symbolon_owner")
        self.run("migrate", "up", more={"SYMBOLON_MIGRATION_DATABASE_URL": self.url("symbolon_migrator")})
        self.run("key", "file", self.path("keys"))
        self.run(
            "demo", "seed", "--file", self.path("demo.json"), "--base-url", self.base,
            "--admin-url", f"http://127.0.0.1:{self.port + 1}", "--port", str(self.port),
        )
        with open(self.path("demo.json"), encoding="utf-8") as file:
            self.demo = json.load(file)
        self._launch("serve", "serve.log")
        self._wait(f"http://127.0.0.1:{self.port + 1}/health/ready")
        self._launch("demo partner --file " + self.path("demo.json"), "partner.log")
        self._wait(self.partner + "/")

    @property
    def tenant(self):
        """The tenant of the demo that speaks Xref."""
        return self.demo["tenants"]["xref"]

    @property
    def management(self):
        """The origin of the management listener."""
        return f"http://127.0.0.1:{self.port + 1}"

    @property
    def partner(self):
        """The origin of the demo partner."""
        return self.tenant["platform"]["redirect_uri"].rsplit("/", 1)[0]

    def _launch(self, words, log):
        with open(self.path(log), "ab") as output:
            self.processes.append(
                subprocess.Popen(
                    [self.binary, *words.split()], env={**self._environment(), **self.settings}, stdout=output, stderr=output,
                    stdin=subprocess.DEVNULL,
                )
            )

    def _wait(self, url):
        end = time.monotonic() + 60
        while time.monotonic() < end:
            with contextlib.suppress(OSError):
                with urllib.request.urlopen(url, timeout=5) as answer:
                    if answer.status == 200:
                        return
            if any(process.poll() is not None for process in self.processes):
                break
            time.sleep(0.1)
        logs = ""
        for name in ("serve.log", "partner.log"):
            with contextlib.suppress(OSError), open(self.path(name), encoding="utf-8") as file:
                logs += file.read()
        raise Trouble(f"{url} does not come up: {logs}")

    def validates(self, token):
        """Whether an access token is good."""
        request = urllib.request.Request(self.tenant["base_url"] + "/auth", method="POST", headers={"Authorization": f"Token {token}"})
        try:
            with urllib.request.urlopen(request, timeout=10) as answer:
                return answer.status == 200
        except urllib.error.HTTPError as error:
            if error.code == 401:
                return False
            raise

    def year(self):
        """The year by the database's clock."""
        return int(self.sql("SELECT extract(year FROM now())::int"))

    def forgive(self):
        """Between two tests: nobody has typed a wrong password, and nothing is connected, registered or made beyond the demo."""
        self.sql(
            """
            DELETE FROM sign_in_attempt; DELETE FROM personal_access_token; DELETE FROM sso_token; DELETE FROM access_token;
            DELETE FROM refresh_token; DELETE FROM token_family; DELETE FROM authorization_code;
            -- What acts by itself was connected by the demo.
            DELETE FROM account_grant WHERE platform_id NOT IN (
                SELECT id FROM platform WHERE grant_types = '{client_credentials}' AND owner_account_id IS NULL);
            DELETE FROM webhook_endpoint WHERE platform_id IN (SELECT id FROM platform WHERE owner_account_id IS NOT NULL);
            DELETE FROM event WHERE platform_id IN (SELECT id FROM platform WHERE owner_account_id IS NOT NULL);
            DELETE FROM platform WHERE owner_account_id IS NOT NULL;
            """
        )

    def close(self):
        """Stops everything and deletes it."""
        for process in reversed(self.processes):
            process.send_signal(signal.SIGTERM)
        for process in self.processes:
            try:
                process.wait(30)
            except subprocess.TimeoutExpired:
                process.kill()
                process.wait()
        with contextlib.suppress(Trouble):
            self.sql(f"DROP DATABASE IF EXISTS {self.database} WITH (FORCE)", database="postgres")
        shutil.rmtree(self.folder, ignore_errors=True)
