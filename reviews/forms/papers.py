"""Ordering a paper of a case."""

from django import forms

from filings.forms.filing import KeyedForm


class PaperForm(KeyedForm):
    paper = forms.CharField(max_length=40, widget=forms.HiddenInput)
    subject = forms.IntegerField(min_value=1, widget=forms.HiddenInput)
