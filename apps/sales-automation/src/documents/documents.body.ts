import { ApiPropertyOptional } from '@nestjs/swagger';
import { IsIn, IsOptional } from 'class-validator';
import { documentLanguages, documentTemplates, type DocumentLanguage, type DocumentTemplate } from './labels';

const formats = ['html', 'pdf'] as const;

export class DocumentQuery {
  @ApiPropertyOptional({ enum: formats, default: 'pdf' })
  @IsOptional()
  @IsIn(formats)
  format: (typeof formats)[number] = 'pdf';

  @ApiPropertyOptional({ enum: documentLanguages, default: 'en' })
  @IsOptional()
  @IsIn(documentLanguages)
  language: DocumentLanguage = 'en';

  @ApiPropertyOptional({ enum: documentTemplates, default: 'classic' })
  @IsOptional()
  @IsIn(documentTemplates)
  template: DocumentTemplate = 'classic';
}
