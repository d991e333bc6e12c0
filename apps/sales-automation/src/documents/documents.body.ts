import { ApiPropertyOptional } from '@nestjs/swagger';
import { IsIn } from 'class-validator';
import { Optional } from '../fields/optional.body';
import { documentLanguages, documentTemplates, type DocumentLanguage, type DocumentTemplate } from './labels';

const formats = ['html', 'pdf'] as const;

export class DocumentQuery {
  @ApiPropertyOptional({ enum: formats, default: 'pdf' })
  @Optional()
  @IsIn(formats)
  format: (typeof formats)[number] = 'pdf';

  @ApiPropertyOptional({ enum: documentLanguages, default: 'en' })
  @Optional()
  @IsIn(documentLanguages)
  language: DocumentLanguage = 'en';

  @ApiPropertyOptional({ enum: documentTemplates, default: 'classic' })
  @Optional()
  @IsIn(documentTemplates)
  template: DocumentTemplate = 'classic';
}
