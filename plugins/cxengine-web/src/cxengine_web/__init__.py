"""What the web sources of cxengine share."""

from cxengine_web.failures import failed
from cxengine_web.replies import Reply
from cxengine_web.waits import Patience
from cxengine_web.web import Credentials, Web

__all__ = ["Credentials", "Patience", "Reply", "Web", "failed"]
