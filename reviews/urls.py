"""Addresses of the judgement."""

app_name = "reviews"
urlpatterns: list[object] = []
