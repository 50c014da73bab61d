from django.urls import path

from reviews.api import cases

urlpatterns = [
    path("reviews/", cases.Cases.as_view(), name="reviews"),
    path("reviews/<int:pk>/", cases.OneCase.as_view(), name="review"),
    path("reviews/<int:pk>/papers/", cases.Papers.as_view(), name="review_papers"),
    path("reviews/papers/<int:pk>/file/", cases.PaperFile.as_view(), name="review_paper_file"),
    path("reviews/do/<slug:thing>/<int:pk>/<slug:action>/", cases.Act.as_view(), name="review_act"),
    path("algorithms/<int:pk>/reviews/", cases.CasesOf.as_view(), name="reviews_of"),
]
