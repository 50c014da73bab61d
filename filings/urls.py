from django.urls import path

from filings.views import desk

app_name = "filings"

urlpatterns = [
    path("", desk.desk, name="desk"),
]
