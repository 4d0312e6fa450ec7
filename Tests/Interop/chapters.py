"""The modules that hold tests, in the order they run. The log is searched last, when everything has been said."""

# pylint: disable=unused-import
import clients.discovery  # noqa: F401
import clients.authlib_walks  # noqa: F401
import clients.requests_oauthlib_walks  # noqa: F401
import clients.vendor_walks  # noqa: F401
import exchanges.xref  # noqa: F401
import exchanges.xoxoday  # noqa: F401
import exchanges.xoxoday_errors  # noqa: F401
import exchanges.xoxoday_sso  # noqa: F401
import exchanges.xurrent  # noqa: F401
import exchanges.xurrent_access  # noqa: F401
import exchanges.xurrent_pages  # noqa: F401
import exchanges.xeno  # noqa: F401
import walls.tenants  # noqa: F401
import walls.kinds  # noqa: F401
import races.codes  # noqa: F401
import races.refreshes  # noqa: F401
import races.single_sign_on  # noqa: F401
import checklist.redirects  # noqa: F401
import checklist.authorization  # noqa: F401
import checklist.consent  # noqa: F401
import checklist.codes  # noqa: F401
import checklist.pkce  # noqa: F401
import checklist.token_endpoint  # noqa: F401
import checklist.refresh  # noqa: F401
import checklist.bearer  # noqa: F401
import checklist.revocation  # noqa: F401
import checklist.introspection  # noqa: F401
import checklist.metadata  # noqa: F401
import checklist.log  # noqa: F401
