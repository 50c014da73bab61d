"""Labels for other systems: one file is read back, nothing of it is kept."""

from django.conf import settings
from django.utils.translation import gettext as _
from drf_spectacular.types import OpenApiTypes
from drf_spectacular.utils import extend_schema
from rest_framework.exceptions import ValidationError
from rest_framework.parsers import MultiPartParser
from rest_framework.request import Request
from rest_framework.response import Response
from rest_framework.views import APIView

from filings import labels


class CheckLabel(APIView):
    parser_classes = [MultiPartParser]

    @extend_schema(
        request={
            "multipart/form-data": {
                "type": "object",
                "properties": {
                    "file": {"type": "string", "format": "binary"},
                    "provider": {"type": "string"},
                },
                "required": ["file"],
            }
        },
        responses=OpenApiTypes.OBJECT,
    )
    def post(self, request: Request) -> Response:
        """Read the label in the metadata of `file`; `provider` is a provider's or credit code.

        As `check_labels --json` tells it: findings in both languages, each with its clause.
        """
        file = request.FILES.get("file")
        if file is None:
            raise ValidationError({"file": [_("Send a file.")]})
        if file.size > settings.UPLOAD_LIMIT:
            most = settings.UPLOAD_LIMIT // 2**20
            sentence = _("This file is larger than %(limit)d MB. Split it or save it smaller.")
            raise ValidationError({"file": [sentence % {"limit": most}]})
        report = labels.check(file, provider=request.POST.get("provider", ""))
        return Response({"file": file.name, **report.as_json()})
